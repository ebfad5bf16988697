package io.github.retrystarter.backoff;

/**
 * How randomness spreads a delay: pure functions of the random number.
 *
 * <p>The cap bounds the range that is drawn from, not the number drawn: a cap on the number would
 * make many callers wait exactly the cap, in step again. Below the cap the two are the same.
 */
public enum Jitter {
  /** The delay itself. */
  NONE {
    @Override
    long low(Range range) {
      return range.delay;
    }
  },
  /** Uniform in [0, d]: "full jitter" of M. Brooker, Exponential Backoff And Jitter, AWS 2015. */
  FULL,
  /** Uniform in [d/2, d]: "equal jitter" of the same source. */
  EQUAL {
    @Override
    long low(Range range) {
      return range.delay / 2;
    }
  },
  /** Uniform in d · (1 ± factor), as far as the cap allows. */
  PROPORTIONAL {
    @Override
    long low(Range range) {
      return range.delay - range.spread();
    }

    @Override
    long high(Range range) {
      long room = range.cap - range.delay;
      return range.delay + Math.min(room, range.spread());
    }
  },
  /**
   * Uniform in [delay, 3 · previous], as far as the cap allows: "decorrelated jitter" of the same
   * source. The delay's growth plays no part.
   */
  DECORRELATED {
    @Override
    long low(Range range) {
      return range.first;
    }

    @Override
    long high(Range range) {
      // There is none yet where a server's wishes came before the first computed wait.
      long previous = Math.max(range.first, range.previous);
      return previous > range.cap / 3 ? range.cap : 3 * previous;
    }
  },
  /**
   * d · Beta(2, 2): mean d/2, few extremes. By the inverse of its distribution function 3x² - 2x³,
   * which has a closed form: x = 1/2 - sin(asin(1 - 2u) / 3).
   */
  CENTERED {
    @Override
    double shape(double random) {
      return 0.5 - Math.sin(Math.asin(1 - 2 * random) / 3);
    }
  };

  /**
   * What there is to draw from. All in nanoseconds but the factor.
   *
   * @param delay d(n), not above the cap
   * @param first the policy's {@code delay}, not above the cap
   * @param previous the last computed wait; {@code first} for the first retry
   * @param cap the policy's {@code max-delay}
   * @param factor the policy's {@code jitter-factor}
   */
  record Range(long delay, long first, long previous, long cap, double factor) {

    private long spread() {
      return Math.min(delay, Math.round(delay * factor));
    }
  }

  /** The shortest wait. */
  long low(Range range) {
    return 0;
  }

  /** The longest wait. */
  long high(Range range) {
    return range.delay;
  }

  /** Turns a uniform number in [0, 1) into one of this jitter's distribution. */
  double shape(double random) {
    return random;
  }

  /** The product is made in floating point, which may round it up above the width. */
  final long apply(Range range, double random) {
    long low = low(range);
    long width = high(range) - low;
    return low + Math.min(width, (long) (width * shape(random)));
  }
}
