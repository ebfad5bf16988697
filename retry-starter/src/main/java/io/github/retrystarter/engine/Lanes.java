package io.github.retrystarter.engine;

import io.github.retrystarter.failure.FailureMatcher;
import java.util.HashMap;
import java.util.Map;

/**
 * How often a call was retried by each rule, and by none: its lanes, each with a count and a curve
 * of its own. Immutable.
 *
 * <p>A lane goes by the failures that its rule lists, not by its place: where a running call gets
 * other rules, those that are still there keep their counts, and new ones begin at none.
 *
 * @param past by the rule's failures; {@link #UNCLAIMED} for what no rule claims
 */
record Lanes(Map<FailureMatcher, Past> past) {

  /** No rule lists nothing. */
  static final FailureMatcher UNCLAIMED = FailureMatcher.NONE;

  /** Of a call that was not retried yet. */
  static final Lanes NONE = new Lanes(Map.of());

  /**
   * What has happened in one lane.
   *
   * @param retries how many there were
   * @param computedWait the last wait that was computed, nanoseconds; 0 before the first
   */
  record Past(int retries, long computedWait) {
    private static final Past EMPTY = new Past(0, 0);
  }

  Lanes {
    past = Map.copyOf(past);
  }

  Past of(FailureMatcher lane) {
    return past.getOrDefault(lane, Past.EMPTY);
  }

  /** These, after one more retry. */
  Lanes after(FailureMatcher lane, long computedWait) {
    Map<FailureMatcher, Past> next = new HashMap<>(past);
    next.put(lane, new Past(of(lane).retries() + 1, computedWait));
    return new Lanes(next);
  }
}
