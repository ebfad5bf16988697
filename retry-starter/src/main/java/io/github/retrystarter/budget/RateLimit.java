package io.github.retrystarter.budget;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * At most so many retries a second, a second's worth of them at once: a token bucket, kept as the
 * one time at which it would be full again (the generic cell rate algorithm, ITU-T I.371).
 * Thread-safe without locks; a clock that steps back takes nothing from it.
 */
final class RateLimit {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Between two retries at the full rate, nanoseconds; 0 for no limit. */
  private final long interval;

  private final AtomicLong fullAt;

  private RateLimit(double perSecond, AtomicLong fullAt) {
    this.interval = (long) (SECOND / perSecond);
    this.fullAt = fullAt;
  }

  /** A full one. */
  RateLimit(double perSecond) {
    this(perSecond, new AtomicLong(Long.MIN_VALUE));
  }

  /** With another limit, and what was taken so far: a live change is no new second's worth. */
  RateLimit with(double perSecond) {
    return new RateLimit(perSecond, fullAt);
  }

  boolean tryAcquire(long now) {
    if (interval == 0) {
      return true;
    }
    long seen;
    long next;
    do {
      seen = fullAt.get();
      long from = seen == Long.MIN_VALUE || seen - now < 0 ? now : seen;
      next = from + interval;
      if (next - now > SECOND) {
        return false;
      }
    } while (!fullAt.compareAndSet(seen, next));
    return true;
  }

  /** What was acquired is not used. */
  void giveBack() {
    if (interval != 0) {
      // Nothing was taken yet where the limit came by a live change after that.
      fullAt.updateAndGet(seen -> seen == Long.MIN_VALUE ? seen : seen - interval);
    }
  }
}
