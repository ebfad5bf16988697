package io.github.retrystarter.breaker;

import io.github.retrystarter.CircuitBreaker;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
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
  private final BreakerCounts counts = new BreakerCounts();
  private final Announcer announcer;
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
    this.era = initial(settings, 0);
    this.announcer = new Announcer(name, listener, era);
  }

  /**
   * Asks to make an attempt. Whoever is let in must tell how it ended, whatever ends it: {@link
   * #leave} or {@link #giveBack}, once. A second time changes nothing while half-open; while closed
   * it counts as one call more.
   *
   * @return the permit; null where the attempt must not be made
   */
  public @Nullable Object enter() {
    Object permit = tryEnter();
    if (permit == null) {
      rejected();
    }
    return permit;
  }

  /** An attempt was not let through, and is given up. */
  public void rejected() {
    counts.rejected();
  }

  /**
   * As {@link #enter}, for those who may ask again: it counts no rejection.
   *
   * @return the permit; null where the attempt must not be made now
   */
  public @Nullable Object tryEnter() {
    while (true) {
      Era seen = era;
      if (seen instanceof Era.Closed) {
        return seen;
      }
      Era now = present(seen);
      if (now == seen) {
        Object permit = permit(seen);
        // A round that ended meanwhile may have places again, for calls that were given back late.
        if (permit == null || era == seen) {
          return permit != null ? permit : unobserved();
        }
        giveBack(permit);
      }
    }
  }

  private @Nullable Object permit(Era seen) {
    return switch (seen.state()) {
      case CLOSED, DISABLED -> seen;
      case HALF_OPEN -> ((HalfOpen) seen).enter(settings.halfOpenCalls());
      case OPEN, FORCED_OPEN -> null;
    };
  }

  private @Nullable Object unobserved() {
    return settings.mode() == Mode.OBSERVE ? Unobserved.PASS : null;
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
    boolean slow = nanos > now.slowCall();
    if (permit instanceof Era.Closed closed) {
      counts.ended(failed, slow);
      record(closed, failed, slow, now);
    } else if (permit instanceof HalfOpen.Probe probe) {
      if (probe.end(failed, slow)) {
        counts.ended(failed, slow);
        judge(probe.round());
      }
    } else if (permit == Unobserved.PASS) {
      counts.ended(failed, slow);
    }
  }

  /**
   * An attempt ended and says nothing of the dependency's health, however long it took, or was
   * never made.
   *
   * @param permit of {@link #enter}
   */
  public void giveBack(Object permit) {
    if (permit instanceof HalfOpen.Probe probe) {
      probe.giveBack();
    }
  }

  private void record(Era.Closed closed, boolean failed, boolean slow, BreakerSettings now) {
    if (era != closed) {
      return;
    }
    // A window of calls reads no clock.
    long time = closed.window() instanceof TimeWindow ? clock.getAsLong() : 0;
    if (closed.inRow(failed, now.consecutiveFailures())
        || closed.window().add(failed, slow, now, time)) {
      open(closed, closed.rounds());
    }
  }

  /** Reads the numbers after the result is told: so either this or a live change sees both. */
  private void judge(HalfOpen round) {
    long tally = round.tally();
    BreakerSettings now = settings;
    if (Tally.calls(tally) < now.halfOpenCalls()) {
      return;
    }
    if (now.isBad(tally)) {
      open(round, round.rounds() + 1);
    } else {
      change(round, closed(now, 0));
    }
  }

  private void open(Era from, int rounds) {
    change(from, new Era.Open(clock.getAsLong(), rounds));
  }

  private boolean change(Era from, Era to) {
    if (from == to) {
      return era == from;
    }
    if (!ERA.compareAndSet(this, from, to)) {
      return false;
    }
    announcer.follows(from, to);
    // A live change that came while the window was made has seen the era before: made up for here.
    BreakerSettings newest = settings;
    if (to instanceof Era.Closed closed && !closed.window().fits(newest)) {
      change(to, initial(newest, to.rounds()));
    }
    return true;
  }

  /** The era that is now: an open one whose time is over becomes half-open with whoever looks. */
  private Era present(Era seen) {
    if (seen instanceof Era.Open open && open.left(settings, clock.getAsLong()) == 0) {
      change(open, new HalfOpen(open.rounds()));
      return era;
    }
    return seen;
  }

  private Era now() {
    return present(era);
  }

  private Era initial(BreakerSettings numbers, int rounds) {
    return numbers.mode() == Mode.DISABLED
        ? new Era.Held(State.DISABLED, rounds)
        : closed(numbers, rounds);
  }

  private Era closed(BreakerSettings numbers, int rounds) {
    return new Era.Closed(Window.of(numbers, clock.getAsLong()), rounds);
  }

  /** What the clock has done by now comes before what somebody does. */
  private void steer(UnaryOperator<Era> next) {
    now();
    set(next);
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
    steer(seen -> new Era.Held(State.FORCED_OPEN, seen.rounds()));
  }

  /** Lets everything through, uncounted, until it is closed again. */
  public void disable() {
    steer(seen -> new Era.Held(State.DISABLED, seen.rounds()));
  }

  @Override
  public void close() {
    steer(seen -> initial(settings, seen.rounds()));
  }

  @Override
  public void reset() {
    steer(seen -> initial(settings, 0));
  }

  /**
   * Changes the numbers, at once: the open time and the half-open round that are under way go by
   * the new ones. The state stays as it is, unless the mode becomes or was disabled; the window
   * begins anew where its kind or size is another.
   *
   * @param next the new ones
   */
  public synchronized void change(BreakerSettings next) {
    // What the clock has done by the old numbers is done.
    now();
    boolean otherMode = (settings.mode() == Mode.DISABLED) != (next.mode() == Mode.DISABLED);
    settings = next;
    set(
        seen ->
            otherMode || (seen instanceof Era.Closed closed && !closed.window().fits(next))
                ? initial(next, seen.rounds())
                : seen);
    if (era instanceof HalfOpen round) {
      judge(round);
    }
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
   * Whether a permit is for one of the few attempts that the present half-open round lets through.
   *
   * @param permit of {@link #enter}
   * @return false where the round is over
   */
  public boolean isTrial(Object permit) {
    return permit instanceof HalfOpen.Probe probe && era == probe.round();
  }

  /**
   * Whether {@link #leave} wants to know how long an attempt took.
   *
   * @return false where nothing counts as slow
   */
  public boolean timesCalls() {
    return settings.slowCall() != BreakerSettings.NEVER;
  }

  /**
   * How long it will certainly let no attempt through. While half-open it may at any time.
   *
   * @return nanoseconds; 0 where it may let one through now, or only observes, {@link
   *     Long#MAX_VALUE} where an operator holds it open
   */
  public long shutFor() {
    BreakerSettings now = settings;
    if (now.mode() == Mode.OBSERVE) {
      return 0;
    }
    Era seen = era;
    if (seen.state() == State.FORCED_OPEN) {
      return Long.MAX_VALUE;
    }
    return seen instanceof Era.Open open ? left(open, now) : 0;
  }

  /**
   * How long until the next try.
   *
   * @return nanoseconds; 0 where it is not open, or nobody knows
   */
  public long untilTry() {
    return era instanceof Era.Open open ? left(open, settings) : 0;
  }

  /** Reads the clock once only: that is a good part of what a rejected call costs. */
  private long left(Era.Open open, BreakerSettings numbers) {
    long left = open.left(numbers, clock.getAsLong());
    if (left == 0) {
      present(open);
    }
    return left;
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
            : seen instanceof HalfOpen round ? round.tally() : 0;
    return new Reading(
        seen.state(), Tally.calls(tally), Tally.failureRate(tally), Tally.slowRate(tally));
  }

  /**
   * The failure rate that it would trip by.
   *
   * @return percent; NaN below the minimum of calls, and where it is not closed
   */
  public double failureRate() {
    Reading seen = reading();
    return seen.state() == State.CLOSED && seen.calls() >= settings.minimumCalls()
        ? seen.failureRate()
        : Double.NaN;
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
