package io.github.retrystarter.benchmarks;

/** Opens the breaker of an application's {@link Work}, for an hour. */
@FunctionalInterface
interface Trip {

  /**
   * Opens it.
   *
   * @throws IllegalStateException if it is not open then
   */
  void open();
}
