package io.github.retrystarter.sample.shop;

import io.github.retrystarter.RetryInfo;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;

/**
 * What a caller sees of a failure. The exception is the one that RestClient threw; what was tried
 * is in its {@link RetryInfo}.
 */
@RestControllerAdvice
class ShopErrors {

  private record Tried(String policy, String reason, int attempts, List<String> kinds) {}

  /** The gateway answered, but with an error. */
  @ExceptionHandler
  ProblemDetail badGateway(RestClientResponseException failure) {
    int status = failure.getStatusCode().value();
    return problem(HttpStatus.BAD_GATEWAY, "The gateway answered with status " + status, failure);
  }

  /** The gateway did not answer. */
  @ExceptionHandler
  ProblemDetail unavailable(ResourceAccessException failure) {
    return problem(HttpStatus.SERVICE_UNAVAILABLE, "The gateway did not answer", failure);
  }

  @ExceptionHandler
  ProblemDetail notFound(UnknownOrderException failure) {
    return problem(HttpStatus.NOT_FOUND, String.valueOf(failure.getMessage()), failure);
  }

  /** A crossing's moves run on other threads; what ended one of them is the cause. */
  @ExceptionHandler
  ProblemDetail notMoved(CompletionException failure) {
    Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
    return problem(HttpStatus.SERVICE_UNAVAILABLE, "The stock could not be moved", cause);
  }

  private static ProblemDetail problem(HttpStatus status, String detail, Throwable failure) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    RetryInfo.of(failure)
        .map(info -> new Tried(info.policy(), info.reason(), info.attempts(), info.kinds()))
        .ifPresent(tried -> problem.setProperty("retry", tried));
    return problem;
  }
}
