package io.github.retrystarter.engine;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.backoff.Nanos;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.failure.FailureMatcher;
import io.github.retrystarter.failure.Kinds;
import io.github.retrystarter.policy.Pace;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.Rule;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides whether to go on, and after which wait. Pure: the hands carry it out.
 */
final class Brain {

  /**
   * What has happened so far.
   *
   * @param elapsed since the call began, nanoseconds
   * @param lanes how often it was retried by each rule, and by none
   * @param timedOut whether the last attempt was cut by the whole call's timeout
   * @param transactionLost whether a retry would run in a transaction that can't be committed
   * @param closing whether the application is closing
   */
  record Situation(
      long elapsed, Lanes lanes, boolean timedOut, boolean transactionLost, boolean closing) {}

  /** Where a failure is counted, and how it is retried there. */
  private record Lane(FailureMatcher key, Pace pace) {}

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
    if (situation.timedOut()) {
      return new Decision.Stop(Outcome.TIMEOUT);
    }
    Lane lane = lane(policy, thrown, failure);
    if (lane == null) {
      return new Decision.Stop(hopeless(failure.kind()));
    }
    if (situation.transactionLost()) {
      return new Decision.Stop(Outcome.TRANSACTION_ROLLED_BACK);
    }
    if (!policy.idempotent() && failure.executed() == Executed.MAYBE) {
      return new Decision.Stop(Outcome.NOT_IDEMPOTENT);
    }
    int maxRetries = lane.pace().maxRetries();
    if (maxRetries >= 0 && situation.lanes().of(lane.key()).retries() >= maxRetries) {
      return new Decision.Stop(Outcome.EXHAUSTED);
    }
    return situation.closing()
        ? new Decision.Stop(Outcome.SHUTDOWN)
        : after(policy, situation, lane, failure, random);
  }

  private static Outcome hopeless(String kind) {
    if (kind.equals(Kinds.INTERRUPTED)) {
      return Outcome.INTERRUPTED;
    }
    return kind.equals(Kinds.DB_TRANSACTION_ABORTED)
        ? Outcome.TRANSACTION_ROLLED_BACK
        : Outcome.PERMANENT;
  }

  /** excludes → includes → rules → classification → unclassified; null for no retry. */
  private static @Nullable Lane lane(Policy policy, @Nullable Throwable thrown, Failure failure) {
    Lane unclaimed = new Lane(Lanes.UNCLAIMED, policy.pace());
    if (thrown == null) {
      return unclaimed;
    }
    String kind = failure.kind();
    boolean included = policy.includes().includes(thrown, kind);
    if (policy.excludes().lists(thrown, kind)
        || (!included && (!policy.includes().isEmpty() || isCommand(thrown, kind)))) {
      return null;
    }
    for (Rule rule : policy.rules()) {
      if (rule.failures().lists(thrown, kind)) {
        return rule.pace() == null ? null : new Lane(rule.failures(), rule.pace());
      }
    }
    return included || heals(policy, failure) ? unclaimed : null;
  }

  /** Whether it tells the thread to stop, or the whole process: no rule outweighs that. */
  private static boolean isCommand(Throwable thrown, String kind) {
    return thrown instanceof Error
        || thrown instanceof InterruptedException
        || kind.equals(Kinds.ERROR)
        || kind.equals(Kinds.INTERRUPTED);
  }

  private static boolean heals(Policy policy, Failure failure) {
    return failure.verdict() == Verdict.UNKNOWN
        ? policy.retryUnclassified()
        : failure.verdict() == Verdict.RETRY;
  }

  private static Decision after(
      Policy policy, Situation situation, Lane lane, Failure failure, double random) {
    Pace pace = lane.pace();
    Lanes.Past past = situation.lanes().of(lane.key());
    boolean timed = policy.timeout() != Policy.NONE;
    long left = timed ? policy.timeout() - situation.elapsed() : Policy.NONE;
    long wait;
    long computed;
    if (pace.honorRetryAfter() && failure.retryAfter() != null) {
      long wish = Nanos.of(failure.retryAfter());
      if (wish > pace.maxRetryAfter()) {
        return new Decision.Stop(Outcome.RETRY_AFTER);
      }
      long granted = pace.waits().granted(wish, Math.min(pace.maxRetryAfter(), left - 1), random);
      if (wish < pace.waits().shortestWish()) {
        computed = computed(pace, past, random);
        wait = Math.max(granted, computed);
      } else {
        wait = granted;
        // Decorrelated jitter goes on from where it was: a minute is no step of its curve.
        computed = past.computedWait();
      }
    } else {
      computed = computed(pace, past, random);
      wait = computed;
    }
    // A wait that ends with the time leaves none for an attempt.
    return timed && wait >= left
        ? new Decision.Stop(Outcome.TIMEOUT)
        : new Decision.Retry(wait, situation.lanes().after(lane.key(), computed));
  }

  private static long computed(Pace pace, Lanes.Past past, double random) {
    return pace.waits().nanos(past.retries() + 1, past.computedWait(), random);
  }
}
