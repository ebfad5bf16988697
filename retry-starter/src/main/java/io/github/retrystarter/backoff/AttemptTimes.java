package io.github.retrystarter.backoff;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the last 16 attempts of a method took. Thread-safe and lock-free; neither recording nor
 * reading allocates.
 *
 * <p>A writer takes a slot, then fills it. So a reader may meet a slot that is taken and not yet
 * filled, and sees what was there 16 attempts before, or nothing in the first round; and a writer
 * that is held up for a whole round puts an older duration in the place of a newer one. Either way
 * each slot that counts holds a whole duration that was recorded, and sixteen attempts later
 * nothing of it is left. An estimate needs no more, and a lock would cost each attempt more than it
 * is worth.
 */
public final class AttemptTimes {

  /**
   * How many are remembered: a power of two, so that the slots go on in turn when ints overflow.
   */
  private static final int SIZE = 16;

  /** Fewer than these say nothing. */
  private static final int ENOUGH = 8;

  private static final long EMPTY = -1;

  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLongArray nanos = new AtomicLongArray(SIZE);

  /** Has seen no attempt yet. */
  public AttemptTimes() {
    for (int i = 0; i < SIZE; i++) {
      nanos.setPlain(i, EMPTY); // seen by all: what a final field refers to is published with it
    }
  }

  /**
   * Notes an attempt, whatever became of it.
   *
   * @param duration how long it took, nanoseconds; a negative one, by a clock that jumped, counts
   *     as 0
   */
  public void record(long duration) {
    nanos.set(next.getAndIncrement() & (SIZE - 1), Math.max(0, duration));
  }

  /**
   * How long an attempt takes, slow ones included: the mean plus twice the standard deviation of
   * those remembered, which are the whole population (divided by n, not by n - 1).
   *
   * @return nanoseconds, rounded, at most {@link Long#MAX_VALUE}; 0 while fewer than 8 are known
   */
  public long typical() {
    // By B. P. Welford's recurrence (Technometrics 1962): one pass, as the slots may change, and
    // no square of a whole duration, which would swallow the differences of long ones.
    int count = 0;
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < SIZE; i++) {
      long duration = nanos.get(i);
      if (duration != EMPTY) {
        double off = duration - mean;
        mean += off / ++count;
        squares += off * (duration - mean);
      }
    }
    return count < ENOUGH ? 0 : Math.round(mean + 2 * Math.sqrt(squares / count));
  }
}
