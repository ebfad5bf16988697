package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Waits;

/**
 * How often to retry, and after which waits: a policy's, or a rule's own. Immutable.
 *
 * @param maxRetries calls after the first; -1 = no limit
 * @param waits what to wait between calls
 * @param honorRetryAfter whether a server's wish replaces the computed wait
 * @param maxRetryAfter a longer wish ends the call, nanoseconds
 */
public record Pace(int maxRetries, Waits waits, boolean honorRetryAfter, long maxRetryAfter) {

  Pace withoutRetries() {
    return new Pace(0, waits, honorRetryAfter, maxRetryAfter);
  }
}
