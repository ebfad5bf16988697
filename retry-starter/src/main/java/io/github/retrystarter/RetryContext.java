package io.github.retrystarter;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The running call, seen from inside an attempt or a fallback. Attributes may be used from several
 * threads; the other values are those of the running attempt.
 */
public interface RetryContext {

  /**
   * The innermost retryable call that this thread runs.
   *
   * @return the call; empty outside of any attempt
   */
  static Optional<RetryContext> current() {
    return RetryContextProvider.INSTANCE.current();
  }

  /**
   * What the caller of this service told in the headers of the request that this thread works for
   * (README, "Across services"). Values that make no sense count as missing.
   *
   * @return it; empty where no request with any of these headers is under way, and where {@code
   *     retry.http.enabled} is false
   */
  static Optional<Inbound> inbound() {
    return RetryContextProvider.INSTANCE.inbound();
  }

  /**
   * What the caller of this service told. Immutable.
   *
   * @param attempt which attempt of the caller's this request is: 1…10001; 1 where it did not tell,
   *     for a first attempt tells nothing
   * @param maxRetries how many retries the caller's policy allows: 0…10000; -1 where it did not
   *     tell, or has no limit
   * @param cause the kind of the failure of the caller's attempt before this one; null where it did
   *     not tell
   * @param remaining the time that the caller has left now, never negative; null where it did not
   *     tell
   */
  record Inbound(
      int attempt, int maxRetries, @Nullable String cause, @Nullable Duration remaining) {}

  /**
   * Which attempt runs.
   *
   * @return 1 for the first
   */
  int attempt();

  /**
   * How many retries the policy allows.
   *
   * @return the number; -1 = no limit
   */
  int maxRetries();

  /**
   * The policy in force.
   *
   * @return its name
   */
  String policy();

  /**
   * What the attempt before this one threw.
   *
   * @return the failure; empty in the first attempt, and where a result was rejected
   */
  Optional<Throwable> lastFailure();

  /**
   * The time left until the call's deadline.
   *
   * @return the time, never negative; empty where the policy has no {@code timeout}
   */
  Optional<Duration> remaining();

  /**
   * A place to keep values from one attempt to the next.
   *
   * @return a mutable, thread-safe map without nulls that lives as long as the call
   */
  Map<String, Object> attributes();
}
