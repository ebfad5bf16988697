package io.github.retrystarter.failure.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.retrystarter.support.TroubledServer;
import io.github.retrystarter.support.TroubledServer.Trouble;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server that makes trouble for the first requests for a path and answers the later ones, on
 * connections that stay open where the trouble leaves them so.
 */
final class FlakyServer implements Closeable {

  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  enum Flaw {
    /** More than a client reads ahead, and than WebClient keeps. */
    BUSY(
        connection ->
            TroubledServer.answer(
                connection,
                "HTTP/1.1 503 Busy\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000))),
    TRUNCATED(TroubledServer.TRUNCATE),
    TRUNCATED_CHUNK(TroubledServer.TRUNCATE_CHUNK),
    RESET(TroubledServer.RESET),
    RESET_IN_BODY(TroubledServer.RESET_IN_BODY),
    STALLED(TroubledServer.STALL),
    STALLED_IN_BODY(Troubles.STALL_IN_BODY);

    private final Trouble trouble;

    Flaw(Trouble trouble) {
      this.trouble = trouble;
    }
  }

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Map<String, Integer> requests = new ConcurrentHashMap<>();
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();

  FlakyServer() throws IOException {
    start(this::accept);
  }

  /** A path of its own for each call. */
  URI uri(Flaw flaw, int failures, String call) {
    return URI.create(
        "http://127.0.0.1:%d/%s/%d/%s".formatted(listener.getLocalPort(), flaw, failures, call));
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "flaky-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connections.add(connection);
        start(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
      for (String path = readHead(reader); path != null; path = readHead(reader)) {
        answer(connection, path);
      }
    } catch (IOException ignored) {
      // The client gave up first, or this was the trouble.
    }
  }

  private void answer(Socket connection, String path) throws IOException {
    String[] parts = path.split("/", -1);
    if (requests.merge(path, 1, Integer::sum) <= Integer.parseInt(parts[2])) {
      Flaw.valueOf(parts[1]).trouble.make(connection);
    } else {
      TroubledServer.answer(connection, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
    }
  }

  private static String readHead(BufferedReader reader) throws IOException {
    String first = reader.readLine();
    for (String line = first; line != null && !line.isEmpty(); ) {
      line = reader.readLine();
    }
    return first == null ? null : first.split(" ", -1)[1];
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
