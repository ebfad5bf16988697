package io.github.retrystarter.engine;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.backoff.Nanos;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.failure.Kinds;
import io.github.retrystarter.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides whether to go on, and after which wait. Pure: the hands carry it out.
 */
final class Brain {

  /**
   * What has happened so far.
   *
   * @param attempts calls made, at least 1
   * @param elapsed since the call began, nanoseconds
   * @param previousWait the last wait, nanoseconds; 0 before the first
   * @param timedOut whether the last attempt was cut by the whole call's timeout
   * @param closing whether the application is closing
   */
  record Situation(
      int attempts, long elapsed, long previousWait, boolean timedOut, boolean closing) {}

  private Brain() {}

  /**
   * Decides.
   *
   * @param thrown null where a returned value was rejected
   * @param failure what is known of it
   * @param random uniform in [0, 1)
   */
  static Decision decide(
      Policy policy,
      Situation situation,
      @Nullable Throwable thrown,
      Failure failure,
      double random) {
    Outcome obstacle = obstacle(policy, situation, thrown, failure);
    if (obstacle != null) {
      return new Decision.Stop(obstacle);
    }
    long wait;
    if (policy.honorRetryAfter() && failure.retryAfter() != null) {
      wait = Nanos.of(failure.retryAfter());
      if (wait > policy.maxRetryAfter()) {
        return new Decision.Stop(Outcome.RETRY_AFTER);
      }
    } else {
      wait = policy.waits().nanos(situation.attempts(), situation.previousWait(), random);
    }
    // A wait that ends with the time leaves none for an attempt.
    if (policy.timeout() != Policy.NONE && wait >= policy.timeout() - situation.elapsed()) {
      return new Decision.Stop(Outcome.TIMEOUT);
    }
    return new Decision.Retry(wait);
  }

  private static @Nullable Outcome obstacle(
      Policy policy, Situation situation, @Nullable Throwable thrown, Failure failure) {
    if (situation.timedOut()) {
      return Outcome.TIMEOUT;
    }
    if (thrown != null && !wanted(policy, thrown, failure)) {
      return failure.kind().equals(Kinds.INTERRUPTED) ? Outcome.INTERRUPTED : Outcome.PERMANENT;
    }
    if (!policy.idempotent() && failure.executed() == Executed.MAYBE) {
      return Outcome.NOT_IDEMPOTENT;
    }
    if (policy.maxRetries() >= 0 && situation.attempts() > policy.maxRetries()) {
      return Outcome.EXHAUSTED;
    }
    return situation.closing() ? Outcome.SHUTDOWN : null;
  }

  /** excludes → includes → classification → unclassified. */
  private static boolean wanted(Policy policy, Throwable thrown, Failure failure) {
    if (policy.excludes().lists(thrown, failure.kind())) {
      return false;
    }
    if (!policy.includes().isEmpty()) {
      return policy.includes().includes(thrown, failure.kind());
    }
    if (thrown instanceof Error || thrown instanceof InterruptedException) {
      return false;
    }
    return failure.verdict() == Verdict.UNKNOWN
        ? policy.retryUnclassified()
        : failure.verdict() == Verdict.RETRY;
  }
}
