package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.RestClientResponseException;

/**
 * RestClient and RestTemplate. What has no answer of a server (ResourceAccessException) is not
 * here: its cause tells.
 */
final class SpringWebFailures implements FailureTable {

  private final InstantSource clock;

  SpringWebFailures(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<Row> rows() {
    return List.of(Row.read(RestClientResponseException.class, this::read));
  }

  private @Nullable Failure read(RestClientResponseException failure) {
    int status = failure.getStatusCode().value();
    return HttpStatus.failure(status, wish(status, failure.getResponseHeaders(), clock));
  }

  static @Nullable String header(Throwable failure, String name) {
    HttpHeaders headers =
        failure instanceof RestClientResponseException answer ? answer.getResponseHeaders() : null;
    return headers == null ? null : headers.getFirst(name);
  }

  static @Nullable ServerWish wish(int status, @Nullable HttpHeaders headers, InstantSource clock) {
    return headers == null ? null : ServerWish.of(status, headers::getFirst, clock);
  }
}
