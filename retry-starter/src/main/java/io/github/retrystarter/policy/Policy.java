package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.failure.FailureMatcher;
import java.util.List;
import java.util.Map;

/**
 * An effective policy: merged, checked, ready to run. Immutable.
 *
 * @param name its name; a method's own variant bears the name of what it varies
 * @param pace how what no rule claims is retried
 * @param rules what holds for some failures in its place; the first that lists a failure decides
 * @param timeout for the whole call, nanoseconds; {@link #NONE} where there is none
 * @param attemptTimeout for one attempt, nanoseconds; {@link #NONE} where there is none
 * @param includes retry only these, unless empty
 * @param excludes never retry these
 * @param retryUnclassified whether a failure that nobody knows is retried
 * @param idempotent whether work that may have been done may be done again
 * @param settings every key's value, and where it comes from
 */
public record Policy(
    String name,
    Pace pace,
    List<Rule> rules,
    long timeout,
    long attemptTimeout,
    FailureMatcher includes,
    FailureMatcher excludes,
    boolean retryUnclassified,
    boolean idempotent,
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
}
