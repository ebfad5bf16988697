package io.github.retrystarter.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback address that does one thing wrong with every connection. */
public final class TroubledServer implements AutoCloseable {

  /** What it does after it has read a request. */
  @FunctionalInterface
  public interface Trouble {
    void make(Socket connection) throws IOException;
  }

  /** Drops the connection with a TCP reset. */
  public static final Trouble RESET =
      connection -> {
        connection.setSoLinger(true, 0);
        connection.close();
      };

  /** Ends the stream without a byte of an answer. */
  public static final Trouble CLOSE = Socket::close;

  /** Says nothing, and keeps the connection. */
  public static final Trouble STALL = connection -> {};

  /** Promises a hundred bytes, sends three, ends the stream. */
  public static final Trouble TRUNCATE =
      connection -> {
        answer(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        connection.close();
      };

  /** As {@link #TRUNCATE}, in the middle of a chunk. */
  public static final Trouble TRUNCATE_CHUNK =
      connection -> {
        answer(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nabc");
        connection.close();
      };

  /** Promises a hundred bytes, sends three, drops the connection. */
  public static final Trouble RESET_IN_BODY =
      connection -> {
        answer(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        RESET.make(connection);
      };

  private final ServerSocket listener;
  private final Trouble trouble;
  private final boolean readsFirst;
  private final AtomicInteger requests = new AtomicInteger();
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();

  private TroubledServer(ServerSocket listener, Trouble trouble, boolean readsFirst) {
    this.listener = listener;
    this.trouble = trouble;
    this.readsFirst = readsFirst;
    Thread thread = new Thread(this::serve, "troubled-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Reads each request's head, then makes trouble. */
  public static TroubledServer after(Trouble trouble) throws IOException {
    return new TroubledServer(
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), trouble, true);
  }

  /** Makes trouble as soon as a connection is there. */
  public static TroubledServer onConnect(Trouble trouble) throws IOException {
    return new TroubledServer(
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), trouble, false);
  }

  /** Makes trouble after a request, on sockets of its own kind (TLS). */
  public static TroubledServer after(Trouble trouble, ServerSocket listener) {
    return new TroubledServer(listener, trouble, true);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The requests that came in whole. */
  public int requests() {
    return requests.get();
  }

  public URI uri(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + port() + "/");
  }

  public static void answer(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    connection.getOutputStream().flush();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connections.add(connection);
        if (readsFirst) {
          readHead(connection);
          requests.incrementAndGet();
        }
        trouble.make(connection);
      } catch (IOException ignored) {
        // The client gave up first, or the test is over: trouble is what this server is for.
      }
    }
  }

  private static void readHead(Socket connection) throws IOException {
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
    String line = reader.readLine();
    while (line != null && !line.isEmpty()) {
      line = reader.readLine();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
