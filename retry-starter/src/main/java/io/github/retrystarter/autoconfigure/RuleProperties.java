package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.policy.BackoffKind;
import io.github.retrystarter.policy.RetryAfter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of a policy's rules: each key is null where it is not set, and then is the policy's.
 *
 * @param failures Which failures: exception classes or failure kinds.
 * @param retry Whether they are retried. If false, no other key is legal.
 * @param maxRetries Calls after the first that this rule allows, whatever the policy does.
 * @param backoff How the delay grows from one retry by this rule to the next.
 * @param delay First delay.
 * @param multiplier Growth of the delay with backoff exponential or adaptive, 1 or more.
 * @param increment Growth of the delay with backoff linear. As delay, if not set.
 * @param delays The delays of backoff steps, one by one. The last one repeats.
 * @param backoffBean Name of the bean of type Backoff for backoff custom.
 * @param maxDelay Cap of every computed wait, held after jitter too.
 * @param jitter How randomness spreads the delay.
 * @param jitterFactor Spread of jitter proportional, 0 to 1.
 * @param retryAfter What to do about a server's wish to wait.
 * @param maxRetryAfter Longest wish of a server that is waited for. A longer one ends the call.
 */
record RuleProperties(
    @Nullable List<String> failures,
    @Nullable Boolean retry,
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
    @Nullable RetryAfter retryAfter,
    @Nullable Duration maxRetryAfter) {

  static final RuleProperties EMPTY =
      new RuleProperties(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null);
}
