package io.github.retrystarter.failure;

import feign.FeignException;
import io.github.retrystarter.Failure;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenFeign. A status below 400 is no answer of a server, or one that could not be read. */
final class FeignFailures implements FailureTable {

  private final InstantSource clock;

  FeignFailures(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<Row> rows() {
    return List.of(Row.read(FeignException.class, this::read));
  }

  private @Nullable Failure read(FeignException failure) {
    Map<String, Collection<String>> headers = headers(failure);
    return HttpStatus.failure(
        failure.status(), ServerWish.of(failure.status(), name -> first(headers, name), clock));
  }

  static @Nullable String header(Throwable failure, String name) {
    return failure instanceof FeignException answer ? first(headers(answer), name) : null;
  }

  /** An answer with Retry-After comes wrapped into a RetryableException without its headers. */
  private static Map<String, Collection<String>> headers(FeignException failure) {
    Map<String, Collection<String>> own = failure.responseHeaders();
    return own.isEmpty() && failure.getCause() instanceof FeignException answer
        ? answer.responseHeaders()
        : own;
  }

  private static @Nullable String first(Map<String, Collection<String>> headers, String name) {
    for (Map.Entry<String, Collection<String>> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(name) && !header.getValue().isEmpty()) {
        return header.getValue().iterator().next();
      }
    }
    return null;
  }
}
