package io.github.retrystarter.engine;

import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.State;
import io.github.retrystarter.policy.Policy;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A call before its circuit breaker: each attempt asks here, and is let through, waits and asks
 * again, or is turned away. Used by one call.
 */
final class Gate {

  /** The answer that lets an attempt through. */
  static final long OPEN = 0;

  /** The answer that ends the call. */
  static final long TURNED_AWAY = -1;

  private final Call call;
  private final Engine engine;
  private final Pass pass;

  /** The breaker that was asked last; null for none. */
  private @Nullable Breaker asked;

  /** How long it was shut then. */
  private long shut;

  /** Whether the attempt to come has waited for the breaker to let some through. */
  private boolean waited;

  /** Whether it has met the breaker half-open, and since when it has been asking that. */
  private boolean asking;

  private long askingSince;

  Gate(Call call, Pass pass) {
    this.call = call;
    this.engine = call.site().engine();
    this.pass = pass;
  }

  /**
   * Asks.
   *
   * @return {@link #OPEN}, {@link #TURNED_AWAY}, or how long to wait before asking again,
   *     nanoseconds
   */
  long ask(Policy policy) {
    Breaker breaker = policy.breaker();
    asked = breaker;
    return pass.enter(breaker) || breaker == null ? open() : turnedAway(policy, breaker);
  }

  /**
   * Somebody has asked for it, in vain.
   *
   * @return as {@link #ask}
   */
  long turnedAway(Policy policy, Breaker breaker) {
    asked = breaker;
    // It is judged with the trial that it is a part of: else that could never succeed.
    if (call.isPartOfTrial(breaker)) {
      return open();
    }
    OptionalLong wait =
        Brain.turnedAway(policy, rejection(policy, breaker), engine.randomness().next());
    waited = true;
    if (wait.isEmpty()) {
      breaker.rejected();
    }
    return wait.orElse(TURNED_AWAY);
  }

  private long open() {
    waited = false;
    asking = false;
    return OPEN;
  }

  private Brain.Rejection rejection(Policy policy, Breaker breaker) {
    shut = breaker.shutFor();
    // A call that does not wait reads no clock.
    long now = policy.awaitsCircuit() ? engine.time().nanos() : 0;
    if (shut == 0 && !asking) {
      asking = true;
      askingSince = now;
    }
    return new Brain.Rejection(
        call.left(policy), shut, waited, asking ? now - askingSince : 0, breaker.settings().open());
  }

  /** What the caller gets where no attempt was made. */
  CircuitOpenException circuitOpen() {
    String name = asked == null ? "none" : asked.name();
    if (shut == Long.MAX_VALUE) {
      return new CircuitOpenException(name, Duration.ZERO, State.FORCED_OPEN.tag());
    }
    State state = shut > 0 ? State.OPEN : State.HALF_OPEN;
    return new CircuitOpenException(name, Duration.ofNanos(shut), state.tag());
  }
}
