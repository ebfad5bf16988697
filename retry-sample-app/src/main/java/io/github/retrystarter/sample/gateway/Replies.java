package io.github.retrystarter.sample.gateway;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** How the gateway answers: as JSON, and as late as it was told to. Thread-safe. */
final class Replies {

  private final JsonMapper json;

  Replies(JsonMapper json) {
    this.json = json;
  }

  void send(HttpExchange exchange, int status, Object body) throws IOException {
    // With a new line at the end, for those who read it in a terminal.
    byte[] bytes = (json.writeValueAsString(body) + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Fails a call as the behaviour says. */
  void fail(HttpExchange exchange, Behaviour behaviour) throws IOException {
    Integer wait = behaviour.retryAfter();
    if (wait != null) {
      exchange.getResponseHeaders().set("Retry-After", wait.toString());
    }
    send(exchange, behaviour.status(), Map.of("error", "the gateway fails as it was told to"));
  }

  void delay(Duration latency) {
    try {
      Thread.sleep(latency.toMillis());
    } catch (InterruptedException e) {
      // The gateway is closing.
      Thread.currentThread().interrupt();
    }
  }
}
