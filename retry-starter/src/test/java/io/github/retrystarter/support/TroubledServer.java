package io.github.retrystarter.support;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback address that does one thing wrong with every connection. */
public final class TroubledServer implements Closeable {

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
  private final AtomicInteger accepted = new AtomicInteger();
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();

  private TroubledServer(ServerSocket listener, Trouble trouble, boolean readsFirst) {
    this.listener = listener;
    this.trouble = trouble;
    this.readsFirst = readsFirst;
    start(this::serve);
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

  /** {@link #requests()}, as soon as there are so many, or after a second. */
  public int requests(int expected) {
    return await(requests, expected);
  }

  /** {@link #connections()}, as soon as there are so many, or after a second. */
  public int connections(int expected) {
    return await(accepted, expected);
  }

  /** The connections that came in, whether a request followed or not. */
  public int connections() {
    return accepted.get();
  }

  public URI uri(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + port() + "/");
  }

  public static void answer(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    connection.getOutputStream().flush();
  }

  private synchronized void count(AtomicInteger counter) {
    counter.incrementAndGet();
    notifyAll();
  }

  /** A client that gives up may be quicker than this server is. */
  private synchronized int await(AtomicInteger counter, int expected) {
    long end = System.nanoTime() + 1_000_000_000L;
    try {
      for (long left = 1; counter.get() < expected && left > 0; ) {
        left = end - System.nanoTime();
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return counter.get();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connections.add(connection);
        count(accepted);
        // Some clients open connections that they then don't use; the next one shall not wait.
        start(() -> meet(connection));
      } catch (IOException ignored) {
        // The test is over.
      }
    }
  }

  private void meet(Socket connection) {
    try {
      if (readsFirst) {
        readHead(connection);
        count(requests);
      }
      trouble.make(connection);
    } catch (IOException ignored) {
      // The client gave up first, or the test is over: trouble is what this server is for.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "troubled-server");
    thread.setDaemon(true);
    thread.start();
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
