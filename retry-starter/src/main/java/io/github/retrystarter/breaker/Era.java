package io.github.retrystarter.breaker;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a breaker is from one change of its state to the next. An attempt's permit belongs to the
 * era in which it began: its result counts only if that era, the very object, is still the present
 * one.
 */
abstract sealed class Era permits Era.Closed, Era.Open, Era.Held, HalfOpen {

  private final State state;
  private final int rounds;

  /** The era after this one, until the {@link Announcer} has told of it. */
  volatile @Nullable Era next;

  Era(State state, int rounds) {
    this.state = state;
    this.rounds = rounds;
  }

  /** The state as users see it. */
  final State state() {
    return state;
  }

  /** How many half-open rounds have failed since the breaker last closed by itself. */
  final int rounds() {
    return rounds;
  }

  /** Counts, and lets everything through. */
  static final class Closed extends Era {

    private static final int TOO_MANY = -1;

    private final Window window;
    private final AtomicInteger failuresInRow = new AtomicInteger();

    Closed(Window window, int rounds) {
      super(State.CLOSED, rounds);
      this.window = window;
    }

    Window window() {
      return window;
    }

    /**
     * Whether this result, or one before it, makes so many failures in a row. It stays true then: a
     * success that comes a moment later has come too late.
     */
    boolean inRow(boolean failed, int tooMany) {
      int seen;
      int next;
      do {
        seen = failuresInRow.get();
        if (seen == TOO_MANY) {
          return true;
        }
        next = failed ? seen + 1 : 0;
        next = next >= tooMany ? TOO_MANY : next;
        // Nearly always zero already: then nothing is written.
      } while (next != seen && !failuresInRow.compareAndSet(seen, next));
      return next == TOO_MANY;
    }
  }

  /** Lets nothing through for a time, which a live change may make longer or shorter. */
  static final class Open extends Era {

    private final long since;

    Open(long since, int rounds) {
      super(State.OPEN, rounds);
      this.since = since;
    }

    /** Nanoseconds until it is over; 0 when it is. A clock that steps back does not end it. */
    long left(BreakerSettings settings, long now) {
      return Math.max(0, settings.open(rounds()) - Math.max(0, now - since));
    }
  }

  /** An operator's or the configuration's word: everything, or nothing, is let through. */
  static final class Held extends Era {

    Held(State state, int rounds) {
      super(state, rounds);
    }
  }
}
