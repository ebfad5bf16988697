package io.github.retrystarter.backoff;

import java.time.Duration;

/** Durations as nanoseconds in a long, saturating where it would overflow (292 years). */
public final class Nanos {

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private Nanos() {}

  /**
   * Converts a duration.
   *
   * @param duration any duration
   * @return its nanoseconds, within the range of a long
   */
  public static long of(Duration duration) {
    if (duration.compareTo(LONGEST) >= 0) {
      return Long.MAX_VALUE;
    }
    return duration.compareTo(LONGEST.negated()) <= 0 ? -Long.MAX_VALUE : duration.toNanos();
  }

  /**
   * Adds two spans that are not negative.
   *
   * @param a one
   * @param b the other
   * @return the sum, at most {@link Long#MAX_VALUE}
   */
  public static long plus(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
