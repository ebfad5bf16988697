package io.github.retrystarter.backoff;

import io.github.retrystarter.Backoff;
import java.time.Duration;

/**
 * The waits of a policy: immutable, pure as far as a user's {@link Backoff} is. A computed wait is
 * never negative and never above the cap; a server's wish has a limit of its own.
 */
public sealed interface Waits {

  /** A wish is spread by its fifth, 20 %. */
  long SPREAD = 5;

  /**
   * The wait before a retry.
   *
   * @param n which retry, from 1
   * @param previous the wait before the last retry, nanoseconds; ignored for the first
   * @param typical how long an attempt takes, nanoseconds, as {@link AttemptTimes#typical} says; 0
   *     where that is not known; ignored unless {@link #adaptive}
   * @param random uniform in [0, 1)
   * @return nanoseconds
   */
  long nanos(int n, long previous, long typical, double random);

  /**
   * The longest possible wait before a retry.
   *
   * @param n which retry, from 1
   * @param previous the longest possible wait before the last one; ignored for the first
   * @return nanoseconds
   */
  long longest(int n, long previous);

  /**
   * Whether they depend on how long attempts take, so that this must be measured.
   *
   * @return true if so
   */
  boolean adaptive();

  /**
   * How far a server's wish is spread, upward only: it tells all its clients the same second, and
   * none shall come before.
   *
   * @param wish what the server wishes, nanoseconds
   * @return nanoseconds; 0 for no spread
   */
  long spread(long wish);

  /**
   * The wish from which on it is granted as it is. Below, the computed wait counts where it is
   * longer: a server that wishes none at all, or for a time that is over, must not make a loop
   * without a pause.
   *
   * @return nanoseconds, above 0
   */
  long shortestWish();

  /**
   * A server's wish, spread evenly.
   *
   * @param wish what the server wishes, nanoseconds
   * @param longest the sum is held there, nanoseconds; but the wish itself is granted in any case
   * @param random uniform in [0, 1)
   * @return nanoseconds, not below the wish
   */
  default long granted(long wish, long longest, double random) {
    long room = longest > wish ? longest - wish : 0;
    long width = Math.min(room, spread(wish));
    return wish + Math.min(width, (long) (width * random));
  }

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
    public long nanos(int n, long previous, long typical, double random) {
      return jitter.apply(range(n, previous, curve.nanos(n, typical)), random);
    }

    @Override
    public long longest(int n, long previous) {
      return jitter.high(range(n, previous, curve.longest(n)));
    }

    /** The delay's growth plays no part in decorrelated jitter. */
    @Override
    public boolean adaptive() {
      return curve.adaptive() && jitter != Jitter.DECORRELATED;
    }

    /** By the first delay where that is more: a fifth of a short wish parts nobody. */
    @Override
    public long spread(long wish) {
      return jitter == Jitter.NONE ? 0 : Math.max(first, wish / SPREAD);
    }

    @Override
    public long shortestWish() {
      return Math.max(1, first);
    }

    private Jitter.Range range(int n, long previous, long delay) {
      long before = n == 1 ? first : previous;
      return new Jitter.Range(Math.min(cap, delay), first, before, cap, factor);
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
    public long nanos(int n, long previous, long typical, double random) {
      Duration delay = backoff.delay(n, random);
      return Math.max(0, Math.min(cap, Nanos.of(delay)));
    }

    @Override
    public long longest(int n, long previous) {
      return cap;
    }

    @Override
    public boolean adaptive() {
      return false;
    }

    @Override
    public long spread(long wish) {
      return wish / SPREAD;
    }

    @Override
    public long shortestWish() {
      return 1;
    }
  }
}
