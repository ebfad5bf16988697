package io.github.retrystarter.policy;

/** What to do at an open circuit breaker. */
public enum CircuitOpen {
  /** End the call. */
  FAIL,
  /** Wait until it is half-open, where the timeout allows. */
  WAIT
}
