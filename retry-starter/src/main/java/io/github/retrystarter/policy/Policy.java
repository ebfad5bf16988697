package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.failure.FailureMatcher;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An effective policy: merged, checked, ready to run. Immutable, but for the state of its breaker
 * and its budget.
 *
 * @param name its name; a method's own variant bears the name of what it varies
 * @param pace how what no rule claims is retried
 * @param rules what holds for some failures in its place; the first that lists a failure decides
 * @param adaptive whether the waits of its pace or of a rule's depend on how long attempts take, so
 *     that the clock must be read
 * @param timeout for the whole call, nanoseconds; {@link #NONE} where there is none
 * @param attemptTimeout for one attempt, nanoseconds; {@link #NONE} where there is none
 * @param includes retry only these, unless empty
 * @param excludes never retry these
 * @param retryUnclassified whether a failure that nobody knows is retried
 * @param idempotent whether work that may have been done may be done again
 * @param retriesAfterElements whether a failure is retried although elements of the attempt's
 *     result have gone out
 * @param breaker asked before each attempt; null for none
 * @param awaitsCircuit whether a call waits at an open breaker, where its time allows
 * @param budget pays for retries; null for none
 * @param collapses whether a failure on which an inner call has given up is not retried
 * @param settings every key's value, and where it comes from
 */
public record Policy(
    String name,
    Pace pace,
    List<Rule> rules,
    boolean adaptive,
    long timeout,
    long attemptTimeout,
    FailureMatcher includes,
    FailureMatcher excludes,
    boolean retryUnclassified,
    boolean idempotent,
    boolean retriesAfterElements,
    @Nullable Breaker breaker,
    boolean awaitsCircuit,
    @Nullable RetryBudget budget,
    boolean collapses,
    Map<PolicyKey, Setting> settings) {

  /** No limit of time. */
  public static final long NONE = Long.MAX_VALUE;

  /** Copies the list. */
  public Policy {
    rules = List.copyOf(rules);
  }

  /**
   * How many retries there are of what no rule claims.
   *
   * @return calls after the first; -1 = no limit
   */
  public int maxRetries() {
    return pace.maxRetries();
  }

  /**
   * The waits between calls that no rule claims.
   *
   * @return the waits
   */
  public Waits waits() {
    return pace.waits();
  }

  /**
   * Whether the time of calls or attempts is limited, so that the clock must be read.
   *
   * @return true if so
   */
  public boolean timed() {
    return timeout != NONE || attemptTimeout != NONE;
  }

  /** What a key names: a breaker or a budget, or {@link PolicyKey#NO_NAME}. */
  String named(PolicyKey key) {
    Setting setting = settings.get(key);
    return setting == null ? PolicyKey.NO_NAME : String.valueOf(setting.value());
  }

  /** The same with these. */
  Policy with(@Nullable Breaker asked, @Nullable RetryBudget payer) {
    return new Policy(
        name,
        pace,
        rules,
        adaptive,
        timeout,
        attemptTimeout,
        includes,
        excludes,
        retryUnclassified,
        idempotent,
        retriesAfterElements,
        asked,
        awaitsCircuit,
        payer,
        collapses,
        settings);
  }
}
