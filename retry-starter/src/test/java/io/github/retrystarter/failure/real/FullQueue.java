package io.github.retrystarter.failure.real;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A listener that accepts nothing, and whose queue is full: what comes in is dropped. */
record FullQueue(ServerSocket listener, List<Socket> queue) implements Closeable {

  static FullQueue open() throws IOException {
    ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    FullQueue full = new FullQueue(listener, new ArrayList<>());
    // Not every system drops connections that don't fit.
    assumeThat(full.fill()).isTrue();
    return full;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  private boolean fill() throws IOException {
    for (int i = 0; i < 16; i++) {
      Socket socket = new Socket();
      queue.add(socket);
      try {
        socket.connect(listener.getLocalSocketAddress(), 100);
      } catch (SocketTimeoutException full) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    for (Socket each : queue) {
      each.close();
    }
    listener.close();
  }
}
