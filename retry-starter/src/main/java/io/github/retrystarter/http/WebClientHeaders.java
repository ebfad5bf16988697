package io.github.retrystarter.http;

import io.github.retrystarter.engine.CallScope;
import io.github.retrystarter.engine.Onward;
import java.util.Map;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Tells services that are called with WebClient. The running call is that of the subscriber's
 * context, or else that of the thread that subscribes. Thread-safe.
 */
public final class WebClientHeaders implements ExchangeFilterFunction {

  private final RetryHeaders names;

  /**
   * Takes the names.
   *
   * @param names of the headers
   */
  public WebClientHeaders(RetryHeaders names) {
    this.names = names;
  }

  @Override
  public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
    return Mono.deferContextual(context -> next.exchange(with(request, onward(context))));
  }

  private static Onward onward(ContextView context) {
    return context.hasKey(CallScope.KEY)
        ? CallScope.onward(context.get(CallScope.KEY))
        : CallScope.onward();
  }

  private ClientRequest with(ClientRequest request, Onward onward) {
    Map<String, String> told = OutboundHeaders.of(names, onward);
    if (told.isEmpty()) {
      return request;
    }
    return ClientRequest.from(request)
        .headers(
            headers ->
                told.forEach(
                    (name, value) -> {
                      if (!headers.containsHeader(name)) {
                        headers.set(name, value);
                      }
                    }))
        .build();
  }
}
