package io.github.retrystarter.logging;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * At most one line a second, and a count of those that are left out. Thread-safe, without a lock:
 * each line is either told of or counted, whoever else comes at the same time.
 */
final class Throttle {

  /** Not now: the next line tells of it. */
  static final long LEFT_OUT = -1;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong last;
  private final AtomicLong leftOut = new AtomicLong();

  /**
   * The first line may be written.
   *
   * @param now nanoseconds
   */
  Throttle(long now) {
    last = new AtomicLong(now - SECOND);
  }

  /**
   * Asks for a line.
   *
   * @param now nanoseconds
   * @return how many were left out since the last one; {@link #LEFT_OUT} where this one is, too
   */
  long admit(long now) {
    long before = last.get();
    if (now - before >= SECOND && last.compareAndSet(before, now)) {
      return leftOut.getAndSet(0);
    }
    leftOut.incrementAndGet();
    return LEFT_OUT;
  }
}
