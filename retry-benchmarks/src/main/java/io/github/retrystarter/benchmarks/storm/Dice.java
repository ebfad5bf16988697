package io.github.retrystarter.benchmarks.storm;

import io.github.retrystarter.time.Randomness;
import java.util.Random;

/**
 * Random numbers that are the same on every machine: {@link Random}'s algorithm is part of its
 * specification, and {@link StrictMath} has only one result.
 */
final class Dice implements Randomness {

  /** 2^64 divided by the golden ratio: spreads neighbouring seeds (SplitMix64, Steele 2014). */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final Random random;

  /**
   * A sequence of its own for each purpose: so that what one strategy draws does not change the
   * arrivals that the next one sees.
   */
  Dice(long seed, long purpose) {
    random = new Random(mixed(mixed(seed) + purpose));
  }

  private static long mixed(long value) {
    long z = value * GOLDEN + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public double next() {
    return random.nextDouble();
  }

  /** The time to the next arrival of a Poisson process, nanoseconds. */
  long untilNext(double perSecond) {
    return (long) (-StrictMath.log(1 - next()) / perSecond * 1e9);
  }

  /** One of so many, each as likely. */
  int oneOf(int many) {
    return random.nextInt(many);
  }
}
