package io.github.retrystarter.http;

import feign.RequestInterceptor;
import feign.RequestTemplate;
import io.github.retrystarter.engine.CallScope;

/** Tells services that are called with Feign. Thread-safe. */
public final class FeignHeaders implements RequestInterceptor {

  private final RetryHeaders names;

  /**
   * Takes the names.
   *
   * @param names of the headers
   */
  public FeignHeaders(RetryHeaders names) {
    this.names = names;
  }

  @Override
  public void apply(RequestTemplate request) {
    OutboundHeaders.of(names, CallScope.onward())
        .forEach(
            (name, value) -> {
              if (!request.headers().containsKey(name)) {
                request.header(name, value);
              }
            });
  }
}
