package io.github.retrystarter.breaker;

/**
 * Told of each change of a breaker's state: once, in the order of the changes, one at a time; in
 * the thread that found out, or in one that is just telling of an earlier change. What it throws is
 * logged the first time, and changes nothing.
 */
@FunctionalInterface
public interface BreakerListener {

  /**
   * The state changed.
   *
   * @param breaker its name
   * @param from the state before
   * @param to the state now
   */
  void changed(String breaker, State from, State to);
}
