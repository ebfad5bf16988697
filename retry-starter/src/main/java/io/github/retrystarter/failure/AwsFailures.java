package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.failure.Row.Yields;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** The AWS SDK for Java 2, which knows itself what may be tried again. */
final class AwsFailures implements FailureTable {

  private static final int TOO_MANY_REQUESTS = 429;

  private final InstantSource clock;

  AwsFailures(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<Row> rows() {
    return List.of(
        Row.read(SdkServiceException.class, this::read),
        Row.of(ApiCallAttemptTimeoutException.class, Kind.READ_TIMEOUT),
        Row.of(ApiCallTimeoutException.class, Kind.READ_TIMEOUT),
        Row.of(AbortedException.class, Kind.INTERRUPTED),
        Row.of(RetryableException.class, Kind.IO).yielding(Yields.TO_ANY),
        Row.of(
            NonRetryableException.class,
            new Failure(Kind.UNCLASSIFIED.tag(), Verdict.FAIL, Executed.MAYBE, null)));
  }

  private @Nullable Failure read(SdkServiceException failure) {
    // Some of its services throttle with a 400.
    int status = failure.isThrottlingException() ? TOO_MANY_REQUESTS : failure.statusCode();
    Failure known = HttpStatus.failure(status, wish(status, failure));
    return known == null || !failure.retryable()
        ? known
        : new Failure(known.kind(), Verdict.RETRY, known.executed(), known.retryAfter());
  }

  private @Nullable ServerWish wish(int status, SdkServiceException failure) {
    AwsErrorDetails details =
        failure instanceof AwsServiceException aws ? aws.awsErrorDetails() : null;
    return details == null || details.sdkHttpResponse() == null
        ? null
        : ServerWish.of(
            status,
            name -> details.sdkHttpResponse().firstMatchingHeader(name).orElse(null),
            clock);
  }
}
