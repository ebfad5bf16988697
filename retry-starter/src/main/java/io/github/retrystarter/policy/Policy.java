package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.failure.FailureMatcher;
import java.util.Map;

/**
 * An effective policy: merged, checked, ready to run. Immutable.
 *
 * @param name its name; a method's own variant bears the name of what it varies
 * @param maxRetries calls after the first; -1 = no limit
 * @param waits what to wait between calls
 * @param timeout for the whole call, nanoseconds; {@link #NONE} where there is none
 * @param attemptTimeout for one attempt, nanoseconds; {@link #NONE} where there is none
 * @param includes retry only these, unless empty
 * @param excludes never retry these
 * @param retryUnclassified whether a failure that nobody knows is retried
 * @param honorRetryAfter whether a server's wish replaces the computed wait
 * @param maxRetryAfter a longer wish ends the call, nanoseconds
 * @param idempotent whether work that may have been done may be done again
 * @param settings every key's value, and where it comes from
 */
public record Policy(
    String name,
    int maxRetries,
    Waits waits,
    long timeout,
    long attemptTimeout,
    FailureMatcher includes,
    FailureMatcher excludes,
    boolean retryUnclassified,
    boolean honorRetryAfter,
    long maxRetryAfter,
    boolean idempotent,
    Map<PolicyKey, Setting> settings) {

  /** No limit of time. */
  public static final long NONE = Long.MAX_VALUE;

  /**
   * Whether the time of calls or attempts is limited, so that the clock must be read.
   *
   * @return true if so
   */
  public boolean timed() {
    return timeout != NONE || attemptTimeout != NONE;
  }
}
