package io.github.retrystarter.benchmarks.storm;

import io.github.retrystarter.time.Randomness;

/** A way to retry. */
@FunctionalInterface
interface Strategy {

  /**
   * A client process with a state of its own: its budget, its breaker.
   *
   * @param timeline its clock
   * @param random for its waits
   */
  Instance instance(Timeline timeline, Randomness random);

  /** One client process. */
  @FunctionalInterface
  interface Instance {

    /** A call. */
    Tries call();
  }
}
