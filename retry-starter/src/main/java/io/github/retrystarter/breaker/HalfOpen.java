package io.github.retrystarter.breaker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets a number of calls through; when that many have ended with a result, they are judged.
 *
 * <p>A call takes a place before it runs and keeps it when it ends with a result; one that tells
 * nothing gives its place back. So those in flight are never more than the places. How many there
 * are is asked each time, since a live change may come in the middle of a round.
 */
final class HalfOpen extends Era {

  private final AtomicInteger taken = new AtomicInteger();

  /** A {@link Tally} of those that ended with a result. */
  private final AtomicLong ended = new AtomicLong();

  HalfOpen(int rounds) {
    super(State.HALF_OPEN, rounds);
  }

  /** A place; null where there is none. */
  @Nullable Probe enter(int places) {
    int seen;
    do {
      seen = taken.get();
      if (seen >= places) {
        return null;
      }
    } while (!taken.compareAndSet(seen, seen + 1));
    return new Probe(this);
  }

  long tally() {
    return ended.get();
  }

  /**
   * The permit of one call. It ends once, whoever tells how often: a place given back twice would
   * let one call too many through, a result told twice would judge too early.
   */
  static final class Probe {

    private final HalfOpen round;
    private final AtomicBoolean over = new AtomicBoolean();

    private Probe(HalfOpen round) {
      this.round = round;
    }

    HalfOpen round() {
      return round;
    }

    /** It ended with a result; false where it had ended before. */
    boolean end(boolean failed, boolean slow) {
      boolean first = over.compareAndSet(false, true);
      if (first) {
        round.ended.addAndGet(Tally.of(failed, slow));
      }
      return first;
    }

    /** It ended, and told nothing. */
    void giveBack() {
      if (over.compareAndSet(false, true)) {
        round.taken.decrementAndGet();
      }
    }
  }
}
