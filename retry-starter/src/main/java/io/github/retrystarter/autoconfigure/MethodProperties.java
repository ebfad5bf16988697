package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.policy.AfterElements;
import io.github.retrystarter.policy.BackoffKind;
import io.github.retrystarter.policy.CircuitOpen;
import io.github.retrystarter.policy.Nested;
import io.github.retrystarter.policy.RetryAfter;
import io.github.retrystarter.policy.Unclassified;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is overridden for one method: the keys of a policy, each null where it is not set.
 *
 * @param policy Policy to use in place of the annotation's.
 * @param maxRetries Calls after the first: 0 to 10000, or -1 for no limit, legal only with a
 *     timeout.
 * @param backoff How the delay grows from one retry to the next.
 * @param delay First delay.
 * @param multiplier Growth of the delay with backoff exponential or adaptive, 1 or more.
 * @param increment Growth of the delay with backoff linear. As delay, if not set.
 * @param delays The delays of backoff steps, one by one. The last one repeats.
 * @param backoffBean Name of the bean of type Backoff for backoff custom.
 * @param maxDelay Cap of every computed wait, held after jitter too.
 * @param jitter How randomness spreads the delay.
 * @param jitterFactor Spread of jitter proportional, 0 to 1.
 * @param timeout Time for the whole call, waits included. No limit, if not set.
 * @param attemptTimeout Time for one attempt. Then its thread is interrupted. No limit, if not set.
 * @param includes Retry only these: exception classes or failure kinds.
 * @param excludes Never retry these: exception classes or failure kinds. Wins over includes.
 * @param unclassified What to do about a failure that no classifier knows.
 * @param rules What holds for some failures in place of the policy's own keys. The first rule that
 *     lists a failure decides; each counts its own retries.
 * @param retryAfter What to do about a server's wish to wait.
 * @param maxRetryAfter Longest wish of a server that is waited for. A longer one ends the call.
 * @param idempotent Whether the work may be done twice. If false, only failures are retried after
 *     which it was certainly not done.
 * @param afterElements Whether a Flux or the like that fails after elements have gone out is
 *     retried. Who has had elements may get them again then.
 * @param nested Whether a failure on which an inner retryable call has given up is retried again.
 * @param circuitBreaker Circuit breaker that is asked before each attempt, or none.
 * @param circuitOpen Whether a call ends at an open circuit breaker, or waits until it is half-open
 *     where the timeout allows.
 * @param budget Budget that pays for retries, or none. One of the policy's own, if not set.
 */
record MethodProperties(
    @Nullable String policy,
    @Nullable Integer maxRetries,
    @Nullable BackoffKind backoff,
    @Nullable Duration delay,
    @Nullable Double multiplier,
    @Nullable Duration increment,
    @Nullable List<Duration> delays,
    @Nullable String backoffBean,
    @Nullable Duration maxDelay,
    @Nullable Jitter jitter,
    @Nullable Double jitterFactor,
    @Nullable Duration timeout,
    @Nullable Duration attemptTimeout,
    @Nullable List<String> includes,
    @Nullable List<String> excludes,
    @Nullable Unclassified unclassified,
    @Nullable List<RuleProperties> rules,
    @Nullable RetryAfter retryAfter,
    @Nullable Duration maxRetryAfter,
    @Nullable Boolean idempotent,
    @Nullable AfterElements afterElements,
    @Nullable Nested nested,
    @Nullable String circuitBreaker,
    @Nullable CircuitOpen circuitOpen,
    @Nullable String budget) {

  static final MethodProperties EMPTY =
      new MethodProperties(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null, null, null, null, null, null);
}
