package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Nanos;
import java.time.Duration;
import java.util.Optional;

/** How long a call can take at the most. */
public final class WorstCase {

  private WorstCase() {}

  /**
   * All computed waits at their longest, those of every rule too, plus all attempts at {@code
   * attempt-timeout}, bounded by {@code timeout}. A server's Retry-After is not in it.
   *
   * @param policy the policy
   * @return the time; empty where nothing bounds an attempt
   */
  public static Optional<Duration> of(Policy policy) {
    if (policy.attemptTimeout() == Policy.NONE) {
      return policy.timeout() == Policy.NONE
          ? Optional.empty()
          : Optional.of(Duration.ofNanos(policy.timeout()));
    }
    long sum = retries(policy.pace(), policy, policy.attemptTimeout());
    for (Rule rule : policy.rules()) {
      sum = rule.pace() == null ? sum : retries(rule.pace(), policy, sum);
    }
    return Optional.of(Duration.ofNanos(Math.min(sum, policy.timeout())));
  }

  /** Each pace counts its own retries: they come on top of all others. */
  private static long retries(Pace pace, Policy policy, long before) {
    if (pace.maxRetries() < 0) {
      return policy.timeout();
    }
    long sum = before;
    long wait = 0;
    for (int n = 1; n <= pace.maxRetries() && sum < policy.timeout(); n++) {
      wait = pace.waits().longest(n, wait);
      sum = Nanos.plus(sum, Nanos.plus(wait, policy.attemptTimeout()));
    }
    return sum;
  }
}
