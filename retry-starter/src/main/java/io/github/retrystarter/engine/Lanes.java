package io.github.retrystarter.engine;

import io.github.retrystarter.failure.FailureMatcher;
import org.jspecify.annotations.Nullable;

/**
 * How often a call was retried by each rule, and by none: its lanes, each with a count and a curve
 * of its own. This is one of them, and behind it come the others; most calls have only one, and
 * many may wait. Immutable.
 *
 * <p>A lane goes by the failures that its rule lists, not by its place: where a running call gets
 * other rules, those that are still there keep their counts, and new ones begin at none.
 *
 * @param lane the rule's failures; {@link #UNCLAIMED} for what no rule claims
 * @param retries how many there were
 * @param computedWait the last wait that was computed, nanoseconds; 0 before the first
 * @param others the other lanes; null for none
 */
record Lanes(FailureMatcher lane, int retries, long computedWait, @Nullable Lanes others) {

  /** No rule lists nothing. */
  static final FailureMatcher UNCLAIMED = FailureMatcher.NONE;

  /** Of a call that was not retried yet. */
  static final Lanes NONE = new Lanes(UNCLAIMED, 0, 0, null);

  /** One of them; without retries where it has none yet. */
  Lanes of(FailureMatcher wanted) {
    for (Lanes each = this; each != null; each = each.others) {
      if (each.lane.equals(wanted)) {
        return each;
      }
    }
    return NONE;
  }

  /** These, after one more retry. */
  Lanes after(FailureMatcher retried, long wait) {
    return new Lanes(retried, of(retried).retries + 1, wait, without(this, retried));
  }

  private static @Nullable Lanes without(@Nullable Lanes lanes, FailureMatcher left) {
    if (lanes == null || lanes.retries == 0) {
      return null;
    }
    return lanes.lane.equals(left)
        ? lanes.others
        : new Lanes(lanes.lane, lanes.retries, lanes.computedWait, without(lanes.others, left));
  }
}
