package io.github.retrystarter.breaker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a breaker is from one change of its state to the next. The era in which an attempt began is
 * its permit: its result counts only if that era, the very object, is still the present one.
 */
sealed interface Era {

  /** The state as users see it. */
  State state();

  /** How often the breaker has opened since it last closed by itself. */
  int rounds();

  /** Counts, and lets everything through. */
  record Closed(Window window, AtomicInteger failuresInRow, int rounds) implements Era {

    @Override
    public State state() {
      return State.CLOSED;
    }
  }

  /**
   * Lets nothing through until a time.
   *
   * @param until nanoseconds
   */
  record Open(long until, int rounds) implements Era {

    @Override
    public State state() {
      return State.OPEN;
    }
  }

  /**
   * Lets a number of calls through, and judges when all have ended.
   *
   * <p>One long counts those that ended with a result (a {@link Tally}); those that were let
   * through are counted beside it. A call takes a place before it runs; one that ends with no
   * result gives its place back. So those in flight are never more than the places.
   */
  final class HalfOpen implements Era {

    private final int places;
    private final int rounds;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong ended = new AtomicLong();

    HalfOpen(int places, int rounds) {
      this.places = places;
      this.rounds = rounds;
    }

    @Override
    public State state() {
      return State.HALF_OPEN;
    }

    @Override
    public int rounds() {
      return rounds;
    }

    boolean enter() {
      int seen;
      do {
        seen = taken.get();
        if (seen >= places) {
          return false;
        }
      } while (!taken.compareAndSet(seen, seen + 1));
      return true;
    }

    /** It ended, and told nothing. */
    void giveBack() {
      taken.decrementAndGet();
    }

    /** The tally with this result. */
    long end(long entry) {
      return ended.addAndGet(entry);
    }

    long tally() {
      return ended.get();
    }

    boolean isDone(long tally) {
      return Tally.calls(tally) >= places;
    }
  }

  /** An operator's or the configuration's word: everything, or nothing, is let through. */
  record Held(State state, int rounds) implements Era {}
}
