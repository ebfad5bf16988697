package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * WebClient. What has no answer of a server (WebClientRequestException) is not here: its cause
 * tells.
 */
final class WebClientFailures implements FailureTable {

  private final InstantSource clock;

  WebClientFailures(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<Row> rows() {
    return List.of(Row.read(WebClientResponseException.class, this::read));
  }

  private @Nullable Failure read(WebClientResponseException failure) {
    int status = failure.getStatusCode().value();
    return HttpStatus.failure(status, SpringWebFailures.wish(status, failure.getHeaders(), clock));
  }

  static @Nullable String header(Throwable failure, String name) {
    return failure instanceof WebClientResponseException answer
        ? answer.getHeaders().getFirst(name)
        : null;
  }
}
