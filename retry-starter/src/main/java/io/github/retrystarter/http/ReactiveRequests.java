package io.github.retrystarter.http;

import io.github.retrystarter.engine.CallScope;
import io.github.retrystarter.engine.ServedRequest;
import io.github.retrystarter.failure.Disposition;
import io.github.retrystarter.time.Time;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Reads what the callers of a WebFlux application tell, and tells them if a call was given up. The
 * request travels in Reactor's context; threads have it where context propagation is on.
 * Thread-safe.
 */
public final class ReactiveRequests implements WebFilter, Ordered {

  private final RetryHeaders names;
  private final Time time;
  private final int order;

  /**
   * Takes its parts.
   *
   * @param names of the headers
   * @param time the engine's
   * @param order among the filters
   */
  public ReactiveRequests(RetryHeaders names, Time time, int order) {
    this.names = names;
    this.time = time;
    this.order = order;
  }

  @Override
  public int getOrder() {
    return order;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServedRequest served =
        new ServedRequest(
            time,
            InboundHeaders.read(
                names, name -> exchange.getRequest().getHeaders().getOrEmpty(name)));
    ServerHttpResponse response = exchange.getResponse();
    response.beforeCommit(() -> announce(response, served));
    return chain.filter(exchange).contextWrite(context -> context.put(CallScope.KEY, served));
  }

  private Mono<Void> announce(ServerHttpResponse response, ServedRequest served) {
    HttpStatusCode status = response.getStatusCode();
    if (served.gaveUp() && status != null && Disposition.isFor(status.value())) {
      response.getHeaders().set(names.disposition(), Disposition.GIVEN_UP);
    }
    return Mono.empty();
  }
}
