package io.github.retrystarter;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

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
