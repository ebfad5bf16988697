package io.github.retrystarter.backoff;

import java.util.List;

/**
 * How the delay grows: d(n) before jitter, n = 1 for the first retry. In nanoseconds, never
 * negative, never overflowing, not yet capped. Pure.
 */
public sealed interface Curve {

  /**
   * The delay before jitter.
   *
   * @param n which retry, from 1
   * @param typical how long an attempt takes, nanoseconds; 0 where that is not known
   * @return nanoseconds
   */
  long nanos(int n, long typical);

  /**
   * The longest delay that there can be, however long attempts take.
   *
   * @param n which retry, from 1
   * @return nanoseconds
   */
  default long longest(int n) {
    return nanos(n, 0);
  }

  /**
   * Whether it depends on how long attempts take.
   *
   * @return true if so
   */
  default boolean adaptive() {
    return false;
  }

  /**
   * Always the same.
   *
   * @param delay the delay, nanoseconds
   */
  record Fixed(long delay) implements Curve {
    @Override
    public long nanos(int n, long typical) {
      return delay;
    }
  }

  /**
   * delay + (n - 1) · increment.
   *
   * @param delay the first delay, nanoseconds
   * @param increment the growth, nanoseconds
   */
  record Linear(long delay, long increment) implements Curve {
    @Override
    public long nanos(int n, long typical) {
      long steps = n - 1L;
      boolean overflows = increment > 0 && steps > (Long.MAX_VALUE - delay) / increment;
      return overflows ? Long.MAX_VALUE : delay + steps * increment;
    }
  }

  /**
   * delay · multiplier^(n - 1). In floating point: exact to the nanosecond up to 2^53 ns, 104 days.
   *
   * @param delay the first delay, nanoseconds
   * @param multiplier the growth, 1 or more
   */
  record Exponential(long delay, double multiplier) implements Curve {
    @Override
    public long nanos(int n, long typical) {
      return multiplied(delay, multiplier, n);
    }
  }

  /**
   * As {@link Exponential}, from the time that an attempt takes on, where that is known and longer
   * than the delay.
   *
   * @param delay the shortest first delay, nanoseconds
   * @param multiplier the growth, 1 or more
   */
  record Adaptive(long delay, double multiplier) implements Curve {
    @Override
    public long nanos(int n, long typical) {
      return multiplied(Math.max(delay, typical), multiplier, n);
    }

    @Override
    public long longest(int n) {
      return Long.MAX_VALUE;
    }

    @Override
    public boolean adaptive() {
      return true;
    }
  }

  private static long multiplied(long delay, double multiplier, int n) {
    // 0 · ∞ is not a number. Rounded, not cut: 1.15 · 100 ms is a hair below 115 ms in binary.
    // What is too large becomes Long.MAX_VALUE.
    return delay == 0 ? 0 : Math.round(delay * Math.pow(multiplier, n - 1.0));
  }

  /**
   * delay · 1, 2, 3, 5, 8, …
   *
   * @param delay the first delay, nanoseconds
   */
  record Fibonacci(long delay) implements Curve {
    @Override
    public long nanos(int n, long typical) {
      long previous = delay;
      long current = delay;
      for (int i = 1; i < n && current < Long.MAX_VALUE && current > 0; i++) {
        long next = previous + current;
        previous = current;
        current = next < 0 ? Long.MAX_VALUE : next;
      }
      return current;
    }
  }

  /**
   * One by one; the last repeats.
   *
   * @param delays at least one, nanoseconds
   */
  record Steps(List<Long> delays) implements Curve {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Steps {
      delays = List.copyOf(delays);
      if (delays.isEmpty()) {
        throw new IllegalArgumentException("no delays");
      }
    }

    @Override
    public long nanos(int n, long typical) {
      return delays.get(Math.min(n, delays.size()) - 1);
    }
  }
}
