package io.github.retrystarter;

/** All circuit breakers of {@code retry.circuit-breakers}: a bean. Thread-safe. */
public interface CircuitBreakers {

  /**
   * One of them.
   *
   * @param name a name of {@code retry.circuit-breakers}
   * @return always the same object for the same name
   * @throws IllegalArgumentException if there is no such breaker; the message lists the known ones
   */
  CircuitBreaker get(String name);
}
