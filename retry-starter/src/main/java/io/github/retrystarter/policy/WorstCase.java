package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Nanos;
import java.time.Duration;
import java.util.Optional;

/** How long a call can take at the most. */
public final class WorstCase {

  private WorstCase() {}

  /**
   * All computed waits at their longest, those of every rule too, plus all attempts at {@code
   * attempt-timeout}, bounded by {@code timeout}. A server's Retry-After is not in it; a wait for
   * an open breaker has no bound but {@code timeout}.
   *
   * @param policy the policy
   * @return the time; empty where nothing bounds an attempt
   */
  public static Optional<Duration> of(Policy policy) {
    // Nobody knows how long a breaker stays open.
    boolean awaitsBreaker = policy.awaitsCircuit() && policy.breaker() != null;
    if (policy.attemptTimeout() == Policy.NONE || awaitsBreaker) {
      return policy.timeout() == Policy.NONE
          ? Optional.empty()
          : Optional.of(Duration.ofNanos(policy.timeout()));
    }
    return Optional.of(sum(policy, policy.attemptTimeout()));
  }

  /**
   * All computed waits at their longest, those of every rule too, bounded by {@code timeout}: what
   * a call may take where its attempts take no time at all.
   *
   * @param policy the policy
   * @return the time
   */
  public static Duration ofWaits(Policy policy) {
    return sum(policy, 0);
  }

  private static Duration sum(Policy policy, long attempt) {
    long sum = retries(policy.pace(), policy, attempt, attempt);
    for (Rule rule : policy.rules()) {
      sum = rule.pace() == null ? sum : retries(rule.pace(), policy, attempt, sum);
    }
    return Duration.ofNanos(Math.min(sum, policy.timeout()));
  }

  /** Each pace counts its own retries: they come on top of all others. */
  private static long retries(Pace pace, Policy policy, long attempt, long before) {
    if (pace.maxRetries() < 0) {
      return policy.timeout();
    }
    long sum = before;
    long wait = 0;
    for (int n = 1; n <= pace.maxRetries() && sum < policy.timeout(); n++) {
      wait = pace.waits().longest(n, wait);
      sum = Nanos.plus(sum, Nanos.plus(wait, attempt));
    }
    return sum;
  }
}
