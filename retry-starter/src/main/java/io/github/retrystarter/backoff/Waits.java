package io.github.retrystarter.backoff;

import io.github.retrystarter.Backoff;
import java.time.Duration;

/**
 * The waits of a policy: immutable, pure as far as a user's {@link Backoff} is. A wait is never
 * negative and never above the cap.
 */
public sealed interface Waits {

  /**
   * The wait before a retry.
   *
   * @param n which retry, from 1
   * @param previous the wait before the last retry, nanoseconds; ignored for the first
   * @param random uniform in [0, 1)
   * @return nanoseconds
   */
  long nanos(int n, long previous, double random);

  /**
   * The longest possible wait before a retry.
   *
   * @param n which retry, from 1
   * @param previous the longest possible wait before the last one; ignored for the first
   * @return nanoseconds
   */
  long longest(int n, long previous);

  /**
   * A curve with jitter.
   *
   * @param curve how the delay grows
   * @param jitter how it is spread
   * @param factor for {@link Jitter#PROPORTIONAL}, 0…1
   * @param first the policy's {@code delay}, nanoseconds
   * @param cap the policy's {@code max-delay}, nanoseconds, not below {@code first}
   */
  record Computed(Curve curve, Jitter jitter, double factor, long first, long cap)
      implements Waits {

    @Override
    public long nanos(int n, long previous, double random) {
      return jitter.apply(range(n, previous), random);
    }

    @Override
    public long longest(int n, long previous) {
      return jitter.high(range(n, previous));
    }

    private Jitter.Range range(int n, long previous) {
      long delay = Math.min(cap, curve.nanos(n));
      long before = n == 1 ? first : previous;
      return new Jitter.Range(delay, first, before, cap, factor);
    }
  }

  /**
   * The user's own.
   *
   * @param backoff the bean
   * @param cap the policy's {@code max-delay}, nanoseconds
   */
  record Custom(Backoff backoff, long cap) implements Waits {

    @Override
    public long nanos(int n, long previous, double random) {
      Duration delay = backoff.delay(n, random);
      return Math.max(0, Math.min(cap, Nanos.of(delay)));
    }

    @Override
    public long longest(int n, long previous) {
      return cap;
    }
  }
}
