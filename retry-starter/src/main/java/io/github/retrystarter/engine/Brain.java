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
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides whether to go on, and after which wait. Pure: the hands carry it out.
 */
final class Brain {

  /**
   * What has happened so far.
   *
   * @param left until the first deadline of the call and those around it, nanoseconds; {@link
   *     Policy#NONE} for none
   * @param lanes how often it was retried by each rule, and by none
   * @param timedOut whether the last attempt was cut by such a deadline
   * @param nested whether a call inside has given up on the failure
   * @param transactionLost whether a retry would run in a transaction that can't be committed
   * @param shut how long the breaker will certainly let nothing through, nanoseconds; {@link
   *     Long#MAX_VALUE} where an operator holds it open
   * @param typical how long an attempt takes, nanoseconds; 0 where that is not known
   * @param closing whether the application is closing
   * @param inPart whether parts of the attempt's result have gone out
   */
  record Situation(
      long left,
      Lanes lanes,
      boolean timedOut,
      boolean nested,
      boolean transactionLost,
      long shut,
      long typical,
      boolean closing,
      boolean inPart) {}

  /** How often a waiting call asks a half-open breaker, nanoseconds. */
  private static final long SHORTEST_POLL = 10_000_000;

  private static final long LONGEST_POLL = 100_000_000;

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
    if (situation.nested() && policy.collapses()) {
      // The inner one may have given up because this call's time was over.
      return new Decision.Stop(situation.left() <= 0 ? Outcome.TIMEOUT : Outcome.NESTED);
    }
    if (situation.inPart() && !policy.retriesAfterElements()) {
      return new Decision.Stop(Outcome.PERMANENT);
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
        : atBreaker(policy, situation, after(situation, lane, failure, random), random);
  }

  /** A wait that would end while the breaker is still open is not begun: the call ends at once. */
  private static Decision atBreaker(
      Policy policy, Situation situation, Decision decision, double random) {
    if (!(decision instanceof Decision.Retry retry) || situation.shut() <= retry.nanos()) {
      return decision;
    }
    OptionalLong wait = untilTry(policy, situation.left(), situation.shut(), random);
    return wait.isEmpty()
        ? new Decision.Stop(Outcome.CIRCUIT_OPEN)
        : new Decision.Retry(wait.getAsLong(), retry.lanes());
  }

  /**
   * An attempt that the breaker did not let through.
   *
   * @param left as in {@link Situation}
   * @param shut as in {@link Situation}; 0 where its few test calls are under way
   * @param waited whether this attempt has waited before for the breaker to let some through
   * @param asking for how long it has been asking a half-open breaker, nanoseconds
   * @param patience for how long it asks where it has no deadline, nanoseconds
   */
  record Rejection(long left, long shut, boolean waited, long asking, long patience) {}

  /**
   * Decides for an attempt that the breaker did not let through. Without a deadline it sees one
   * half-open round, or it might go on for ever.
   *
   * @param random uniform in [0, 1)
   * @return how long to wait before asking again, nanoseconds; empty where the call ends
   */
  static OptionalLong turnedAway(Policy policy, Rejection rejection, double random) {
    boolean bounded = rejection.left() != Policy.NONE;
    if (rejection.shut() > 0) {
      return !bounded && rejection.waited()
          ? OptionalLong.empty()
          : untilTry(policy, rejection.left(), rejection.shut(), random);
    }
    if (!policy.awaitsCircuit() || (!bounded && rejection.asking() >= rejection.patience())) {
      return OptionalLong.empty();
    }
    // The round ends with its calls: nobody knows when.
    long wait = SHORTEST_POLL + (long) (random * (LONGEST_POLL - SHORTEST_POLL));
    return wait < rejection.left() ? OptionalLong.of(wait) : OptionalLong.empty();
  }

  /** Spread as a server's wish is: else all that wait would come back at the same moment. */
  private static OptionalLong untilTry(Policy policy, long left, long shut, double random) {
    return policy.awaitsCircuit() && shut != Long.MAX_VALUE && shut < left
        ? OptionalLong.of(policy.waits().granted(shut, left - 1, random))
        : OptionalLong.empty();
  }

  private static Outcome hopeless(String kind) {
    if (kind.equals(Kinds.INTERRUPTED)) {
      return Outcome.INTERRUPTED;
    }
    if (kind.equals(Kinds.CIRCUIT_OPEN)) {
      return Outcome.CIRCUIT_OPEN;
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

  private static Decision after(Situation situation, Lane lane, Failure failure, double random) {
    Pace pace = lane.pace();
    Lanes past = situation.lanes().of(lane.key());
    long left = situation.left();
    long wait;
    long computed;
    if (pace.honorRetryAfter() && failure.retryAfter() != null) {
      long wish = Nanos.of(failure.retryAfter());
      if (wish > pace.maxRetryAfter()) {
        return new Decision.Stop(Outcome.RETRY_AFTER);
      }
      long granted = pace.waits().granted(wish, Math.min(pace.maxRetryAfter(), left - 1), random);
      if (wish < pace.waits().shortestWish()) {
        computed = computed(pace, past, situation, random);
        wait = Math.max(granted, computed);
      } else {
        wait = granted;
        // Decorrelated jitter goes on from where it was: a minute is no step of its curve.
        computed = past.computedWait();
      }
    } else {
      computed = computed(pace, past, situation, random);
      wait = computed;
    }
    // A wait that ends with the time leaves none for an attempt.
    return left != Policy.NONE && wait >= left
        ? new Decision.Stop(Outcome.TIMEOUT)
        : new Decision.Retry(wait, situation.lanes().after(lane.key(), computed));
  }

  private static long computed(Pace pace, Lanes past, Situation situation, double random) {
    return pace.waits().nanos(past.retries() + 1, past.computedWait(), situation.typical(), random);
  }
}
