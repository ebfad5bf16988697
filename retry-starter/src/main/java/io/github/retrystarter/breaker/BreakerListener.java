package io.github.retrystarter.breaker;

/** Told when a breaker changes its state, in the thread that found out. Must not throw. */
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
