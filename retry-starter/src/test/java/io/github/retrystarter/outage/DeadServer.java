package io.github.retrystarter.outage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that answers 503 to everything, from the moment on in which so many requests are there
 * at once: until then all wait for their answers, which shows that the callers are concurrent.
 */
final class DeadServer implements Closeable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Queue<HttpExchange> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final int atOnce;

  DeadServer(int atOnce) throws IOException {
    this.atOnce = atOnce;
    // Each of the callers may find the others' connections not accepted yet.
    server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2 * atOnce);
    server.setExecutor(threads);
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  int requests() {
    return requests.get();
  }

  private void receive(HttpExchange exchange) throws IOException {
    waiting.add(exchange);
    if (requests.incrementAndGet() >= atOnce) {
      for (HttpExchange each = waiting.poll(); each != null; each = waiting.poll()) {
        answer(each);
      }
    }
  }

  /** On a connection of its own, for a client may repeat a request where an old one is closed. */
  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Connection", "close");
    exchange.sendResponseHeaders(503, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
