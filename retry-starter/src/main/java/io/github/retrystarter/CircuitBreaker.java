package io.github.retrystarter;

/**
 * A circuit breaker of {@code retry.circuit-breakers}, for those who know more of a dependency than
 * its calls tell. Thread-safe.
 */
public interface CircuitBreaker {

  /**
   * The name.
   *
   * @return as in the configuration
   */
  String name();

  /**
   * The state.
   *
   * @return {@code closed}, {@code open}, {@code half_open}, {@code forced_open} or {@code
   *     disabled}
   */
  String state();

  /**
   * Rejects all calls until somebody closes it; in mode {@code observe} it only shows the state.
   */
  void forceOpen();

  /**
   * Closes it, with an empty window. If it opens again, it stays open as long as it would have. In
   * mode {@code disabled} it is disabled again, not closed.
   */
  void close();

  /**
   * Closes it, with an empty window, and forgets how often it opened: for the news that the
   * dependency is well, such as a new leader. In mode {@code disabled} it is disabled again, not
   * closed.
   */
  void reset();
}
