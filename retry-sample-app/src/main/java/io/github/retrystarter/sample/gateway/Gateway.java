package io.github.retrystarter.sample.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/**
 * An HTTP server of its own, apart from Spring MVC: what the shop sends crosses a real socket. It
 * listens on the loopback address for as long as this bean lives.
 *
 * <ul>
 *   <li>{@code POST /reservations}, {@code /confirmations}, {@code /shipments}: the work
 *   <li>{@code PUT /behaviour?fail=2&of=3&latency=50ms&outage=false&status=429&retry-after=1}: how
 *       calls fare from now on; what is left out is healthy
 *   <li>{@code GET /calls}: how many came in since start
 * </ul>
 */
@Component
public final class Gateway implements AutoCloseable {

  private final Map<String, Desk> desks = new TreeMap<>();
  private final Replies replies;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Mood mood = new Mood(Behaviour.HEALTHY);

  /**
   * Opens the port.
   *
   * @param port the port; 0 = any that is free
   * @param json writes the answers
   * @throws IOException if the port is taken
   */
  Gateway(@Value("${shop.gateway.port}") int port, JsonMapper json) throws IOException {
    replies = new Replies(json);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    for (String name : new String[] {"reservations", "confirmations", "shipments"}) {
      Desk desk = new Desk(name);
      desks.put(name, desk);
      server.createContext("/" + name, exchange -> work(desk, exchange));
    }
    server.createContext("/behaviour", this::behave);
    server.createContext("/calls", exchange -> replies.send(exchange, 200, counts()));
    server.start();
  }

  /**
   * Where it listens.
   *
   * @return the base of its addresses
   */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void work(Desk desk, HttpExchange exchange) throws IOException {
    // Held once: a change of mood meets the next call, not half of this one.
    Mood current = mood;
    desk.receive();
    boolean fails = current.nextFails();
    if (fails || current.behaviour().outage()) {
      desk.fail();
    }
    replies.delay(current.behaviour().latency());
    if (current.behaviour().outage()) {
      exchange.close();
    } else if (fails) {
      replies.fail(exchange, current.behaviour());
    } else {
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      replies.send(exchange, 200, Map.of("reference", desk.reference(key == null ? "?" : key)));
    }
  }

  private void behave(HttpExchange exchange) throws IOException {
    try {
      if (exchange.getRequestMethod().equals("PUT")) {
        mood = new Mood(Behaviour.parse(query(exchange)));
      }
      replies.send(exchange, 200, mood.behaviour());
    } catch (IllegalArgumentException e) {
      replies.send(exchange, 400, Map.of("error", String.valueOf(e.getMessage())));
    }
  }

  private Map<String, Desk.Counts> counts() {
    Map<String, Desk.Counts> counts = new TreeMap<>();
    desks.forEach((name, desk) -> counts.put(name, desk.counts()));
    return counts;
  }

  private static Map<String, String> query(HttpExchange exchange) {
    return UriComponentsBuilder.fromUri(exchange.getRequestURI())
        .build()
        .getQueryParams()
        .toSingleValueMap();
  }
}
