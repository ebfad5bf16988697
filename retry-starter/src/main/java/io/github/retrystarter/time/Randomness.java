package io.github.retrystarter.time;

import java.util.concurrent.ThreadLocalRandom;

/** Where random numbers come from; tests put a fixed sequence in its place. Thread-safe. */
@FunctionalInterface
public interface Randomness {

  /**
   * Draws a number.
   *
   * @return uniform in [0, 1)
   */
  double next();

  /**
   * The real one.
   *
   * @return a source without contention between threads
   */
  static Randomness threadLocal() {
    return () -> ThreadLocalRandom.current().nextDouble();
  }
}
