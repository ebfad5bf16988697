package io.github.retrystarter.breaker;

import io.github.retrystarter.CircuitBreaker;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker. Thread-safe without locks.
 *
 * <p>All of its state is one reference, to the present {@link Era}; each change of the state is one
 * compare-and-set from the era that was looked at to a new one. Of several threads that see a
 * reason to change the same era one succeeds; for the others the era is over, and what they know of
 * it counts no more. So a late result of an earlier era changes nothing, the open time begins once,
 * and the next era's window is empty.
 *
 * <p>A call through a closed breaker allocates nothing.
 */
public final class Breaker implements CircuitBreaker {

  private static final AtomicReferenceFieldUpdater<Breaker, Era> ERA =
      AtomicReferenceFieldUpdater.newUpdater(Breaker.class, Era.class, "era");

  private final String name;
  private final LongSupplier clock;
  private final BreakerListener listener;
  private final BreakerCounts counts = new BreakerCounts();
  private volatile BreakerSettings settings;
  private volatile Era era;

  /**
   * Makes a closed breaker; a disabled one, where its mode says so.
   *
   * @param name its name
   * @param settings its numbers
   * @param clock nanoseconds, never backwards
   * @param listener told of each change of the state
   */
  public Breaker(
      String name, BreakerSettings settings, LongSupplier clock, BreakerListener listener) {
    this.name = name;
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
    this.era = initial(settings, clock, 0);
  }

  /**
   * Asks to make an attempt. Whoever is let in must tell how it ended, whatever ends it: {@link
   * #leave} or {@link #giveBack}, once.
   *
   * @return the permit; null where the attempt must not be made
   */
  public @Nullable Object enter() {
    while (true) {
      Era seen = era;
      if (seen instanceof Era.Closed) {
        return seen;
      }
      Era now = present(seen);
      if (now == seen) {
        return admit(seen);
      }
    }
  }

  private @Nullable Object admit(Era seen) {
    boolean through =
        switch (seen.state()) {
          case CLOSED, DISABLED -> true;
          case OPEN -> false;
          case HALF_OPEN -> ((Era.HalfOpen) seen).enter();
          case FORCED_OPEN -> false;
        };
    if (through) {
      return seen;
    }
    if (settings.mode() == Mode.OBSERVE && seen.state() != State.FORCED_OPEN) {
      return Unobserved.PASS;
    }
    counts.rejected();
    return null;
  }

  /** The permit of an attempt that a breaker which enforced would have rejected. */
  private enum Unobserved {
    PASS
  }

  /**
   * An attempt ended with a result.
   *
   * @param permit of {@link #enter}
   * @param failed whether it failed
   * @param nanos how long it took; ignored where nothing counts as slow
   */
  public void leave(Object permit, boolean failed, long nanos) {
    BreakerSettings now = settings;
    boolean tooSlow = nanos > now.slowCall();
    counts.ended(failed, tooSlow);
    if (permit instanceof Era.Closed closed) {
      record(closed, Tally.of(failed, tooSlow), failed, now);
    } else if (permit instanceof Era.HalfOpen round) {
      judge(round, round.end(Tally.of(failed, tooSlow)), now);
    }
  }

  /**
   * An attempt ended and says nothing of the dependency's health, or was never made.
   *
   * @param permit of {@link #enter}
   */
  public void giveBack(Object permit) {
    if (permit instanceof Era.HalfOpen round) {
      round.giveBack();
    }
  }

  private void record(Era.Closed closed, long entry, boolean failed, BreakerSettings now) {
    if (era != closed) {
      return;
    }
    // A window of calls reads no clock.
    long time = now.windowDuration() > 0 ? clock.getAsLong() : 0;
    long tally = closed.window().add(entry, time);
    if (now.trips(tally) || inRow(closed.failuresInRow(), failed) >= now.consecutiveFailures()) {
      open(closed, closed.rounds(), now);
    }
  }

  private static int inRow(AtomicInteger failuresInRow, boolean failed) {
    if (failed) {
      return failuresInRow.incrementAndGet();
    }
    if (failuresInRow.get() != 0) {
      failuresInRow.set(0);
    }
    return 0;
  }

  private void judge(Era.HalfOpen round, long tally, BreakerSettings now) {
    if (!round.isDone(tally)) {
      return;
    }
    if (now.isBad(tally)) {
      open(round, round.rounds() + 1, now);
    } else {
      change(round, closed(now, clock, 0));
    }
  }

  private void open(Era from, int rounds, BreakerSettings now) {
    change(from, new Era.Open(clock.getAsLong() + now.open(rounds), rounds));
  }

  private boolean change(Era from, Era to) {
    boolean changed = ERA.compareAndSet(this, from, to);
    if (changed && from.state() != to.state()) {
      listener.changed(name, from.state(), to.state());
    }
    return changed;
  }

  /** The era that is now: an open one whose time is over becomes half-open with whoever looks. */
  private Era present(Era seen) {
    if (seen instanceof Era.Open open && clock.getAsLong() - open.until() >= 0) {
      change(open, new Era.HalfOpen(settings.halfOpenCalls(), open.rounds()));
      return era;
    }
    return seen;
  }

  private Era now() {
    return present(era);
  }

  private static Era initial(BreakerSettings settings, LongSupplier clock, int rounds) {
    return settings.mode() == Mode.DISABLED
        ? new Era.Held(State.DISABLED, rounds)
        : closed(settings, clock, rounds);
  }

  private static Era closed(BreakerSettings settings, LongSupplier clock, int rounds) {
    return new Era.Closed(settings.window(clock.getAsLong()), new AtomicInteger(), rounds);
  }

  private void set(UnaryOperator<Era> next) {
    Era seen;
    do {
      seen = era;
    } while (!change(seen, next.apply(seen)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String state() {
    return now().state().tag();
  }

  @Override
  public void forceOpen() {
    set(seen -> new Era.Held(State.FORCED_OPEN, seen.rounds()));
  }

  /** Lets everything through, uncounted, until it is closed again. */
  public void disable() {
    set(seen -> new Era.Held(State.DISABLED, seen.rounds()));
  }

  @Override
  public void close() {
    set(seen -> closed(settings, clock, seen.rounds()));
  }

  @Override
  public void reset() {
    set(seen -> closed(settings, clock, 0));
  }

  /**
   * Changes the numbers. The state stays as it is; the window begins anew where its kind or size is
   * another.
   *
   * @param next the new ones
   */
  public void change(BreakerSettings next) {
    BreakerSettings before = settings;
    settings = next;
    boolean otherMode = (before.mode() == Mode.DISABLED) != (next.mode() == Mode.DISABLED);
    boolean otherWindow =
        before.windowSize() != next.windowSize()
            || before.windowDuration() != next.windowDuration();
    set(
        seen ->
            otherMode || (otherWindow && seen instanceof Era.Closed)
                ? initial(next, clock, seen.rounds())
                : seen);
  }

  /**
   * The numbers in force.
   *
   * @return the newest
   */
  public BreakerSettings settings() {
    return settings;
  }

  /**
   * How long until the next try.
   *
   * @return nanoseconds; 0 where it is not open, or nobody knows
   */
  public long untilTry() {
    return now() instanceof Era.Open open ? Math.max(0, open.until() - clock.getAsLong()) : 0;
  }

  /**
   * The calls that the present state is judged by.
   *
   * @return how many, with their rates
   */
  public Reading reading() {
    Era seen = now();
    long tally =
        seen instanceof Era.Closed closed
            ? closed.window().tally(clock.getAsLong())
            : seen instanceof Era.HalfOpen round ? round.tally() : 0;
    return new Reading(
        seen.state(), Tally.calls(tally), Tally.failureRate(tally), Tally.slowRate(tally));
  }

  /**
   * What the breaker sees.
   *
   * @param state its state
   * @param calls in its window, or in the half-open round
   * @param failureRate percent of them; NaN where there are none
   * @param slowRate percent of them; NaN where there are none
   */
  public record Reading(State state, int calls, double failureRate, double slowRate) {}

  /**
   * What it has counted since the start.
   *
   * @return always the same
   */
  public BreakerCounts counts() {
    return counts;
  }
}
