package io.github.retrystarter.failure.real;

import java.io.Closeable;
import java.io.IOException;

/**
 * A request that has a connection, and keeps it until closed.
 *
 * @param requests 1, or 0 where the scene does not need one
 */
record Occupied(int requests, Scene.Opened scene, Thread thread) implements Closeable {

  static Occupied in(Scene kind, Scene.Opened scene, Client client) {
    Thread thread =
        new Thread(
            () -> {
              try {
                client.get(scene.uri());
              } catch (Exception expected) {
                // The server is closed before it answers.
              }
            },
            "occupant");
    if (kind != Scene.POOL_EXHAUSTED) {
      return new Occupied(0, scene, thread);
    }
    thread.setDaemon(true);
    thread.start();
    return new Occupied(scene.await(1), scene, thread);
  }

  @Override
  public void close() throws IOException {
    scene.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
