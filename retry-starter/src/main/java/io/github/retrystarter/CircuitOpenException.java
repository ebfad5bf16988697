package io.github.retrystarter;

import java.time.Duration;

/**
 * No attempt was made, because the circuit breaker is open. It has no stack trace: there may be
 * very many of it, and the place tells nothing.
 */
public class CircuitOpenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String circuitBreaker;
  private final Duration retryAfter;
  private final String state;

  /**
   * Made by the engine.
   *
   * @param circuitBreaker the breaker's name
   * @param retryAfter the time until the next try; zero where nobody knows
   * @param state the breaker's: {@code open}, {@code half_open} or {@code forced_open}
   */
  public CircuitOpenException(String circuitBreaker, Duration retryAfter, String state) {
    super(null, null, true, false);
    this.circuitBreaker = circuitBreaker;
    this.retryAfter = retryAfter;
    this.state = state;
  }

  /**
   * The breaker's name.
   *
   * @return as in the configuration
   */
  public String circuitBreaker() {
    return circuitBreaker;
  }

  /**
   * The time until the next try.
   *
   * @return zero where nobody knows: an operator holds it open, or its few test calls are under way
   */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** Put together when somebody reads it: most are never read. */
  @Override
  public String getMessage() {
    String why =
        switch (state) {
          case "forced_open" -> "forced_open, until somebody closes it";
          case "half_open" -> "half_open, and all its test calls are under way";
          default -> "open, the next try is in " + retryAfter.toMillis() + " ms";
        };
    return "circuit breaker '%s' is %s".formatted(circuitBreaker, why);
  }
}
