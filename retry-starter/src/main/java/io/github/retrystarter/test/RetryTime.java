package io.github.retrystarter.test;

import io.github.retrystarter.time.SystemTime;
import io.github.retrystarter.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock that moves only when told, or when a call waits: a wait takes no time, moves the clock to
 * its end and is noted. Time limits ({@code timeout}, {@code attempt-timeout}) and the open time of
 * circuit breakers go by this clock too: a limit is over, and interrupts the attempt, in the moment
 * that the clock is moved past it, be it by {@link #advance} or by a wait. The wall clock that
 * {@link #now} shows begins with the year 2026.
 *
 * <p>A test with {@link VirtualRetryTime} has it injected. Thread-safe: threads that wait at the
 * same time share the clock, and it never goes back.
 */
public class RetryTime implements Time {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private static final class Pending {
    private final long at;
    private final long number;
    private final Waiter action;
    private final boolean wait;

    private Pending(long at, long number, Waiter action, boolean wait) {
      this.wait = wait;
      this.at = at;
      this.number = number;
      this.action = action;
    }
  }

  private final TreeSet<Pending> alarms =
      new TreeSet<>(
          Comparator.<Pending>comparingLong(each -> each.at)
              .thenComparingLong(each -> each.number));

  /** Other threads, and real time for what they do. Starts none before it is needed. */
  private final Time real = new SystemTime();

  private final Nesting nesting = new Nesting(real);
  private final List<Duration> waits = new ArrayList<>();
  private Runnable beforeWait = () -> {};
  private long nanos;
  private long alarmsSet;
  private boolean closed;
  private boolean held;
  private long closings;
  private long resets;

  /** It stands at zero, which is the beginning of 2026. */
  public RetryTime() {}

  /**
   * What was waited since the last {@link #reset}: between attempts, and for open breakers.
   *
   * @return a copy, in the order in which the waits ended; of a wait that was cut short, the part
   *     that was waited
   */
  public final synchronized List<Duration> waits() {
    return List.copyOf(waits);
  }

  /**
   * All of {@link #waits} together.
   *
   * @return the sum; zero where there was none
   */
  public final synchronized Duration waited() {
    return waits.stream().reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * Moves the clock: time limits that are over then interrupt their attempts, in this thread and in
   * the order of their time, and breakers whose open time is over let calls through.
   *
   * @param by how far
   * @throws IllegalArgumentException if negative
   */
  public final void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("a clock can't go back: " + by);
    }
    long until;
    synchronized (this) {
      until = later(by.toNanos());
    }
    while (ring(until)) {
      // The next alarm.
    }
  }

  /**
   * Says what happens meanwhile: a server comes back, a thread is interrupted, a breaker opens.
   *
   * @param action runs before each wait, in the thread that waits, until the next {@link #reset}
   */
  public final synchronized void beforeWait(Runnable action) {
    beforeWait = action;
  }

  /**
   * Lets a test begin as the first one did, but for the clock, which stays where it is. Forgets the
   * waits that were noted and what was to happen before them; drops held waits and time limits that
   * still run, and plain futures that are still looked at; and waits begin again where it was
   * closed. A call that another test has left in a held wait has no end then.
   */
  public final synchronized void reset() {
    waits.clear();
    beforeWait = () -> {};
    held = false;
    alarms.clear();
    closed = false;
    resets++;
  }

  /**
   * The clock, in nanoseconds since it was made.
   *
   * @return zero or more
   */
  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public final synchronized long mark() {
    return nanos;
  }

  @Override
  public synchronized Instant now() {
    return BEGIN.plusNanos(nanos);
  }

  @Override
  public final boolean sleep(long duration) throws InterruptedException {
    before().run();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long start;
    long until;
    long closingsBefore;
    synchronized (this) {
      if (closed) {
        return false;
      }
      closingsBefore = closings;
      start = nanos;
      until = later(Math.max(0, duration));
    }
    while (ring(until)) {
      // As a real wait, it ends where a time limit of this thread's attempt is over.
      if (Thread.interrupted()) {
        note(mark() - start);
        throw new InterruptedException();
      }
      if (closingsBefore != closings()) {
        note(mark() - start);
        return false;
      }
    }
    note(until - start);
    return true;
  }

  private synchronized long closings() {
    return closings;
  }

  private synchronized Runnable before() {
    return beforeWait;
  }

  private synchronized void note(long waited) {
    waits.add(Duration.ofNanos(waited));
  }

  /** Moves the clock to the next alarm until then, and runs it; or to then, and returns false. */
  private boolean ring(long until) {
    Pending next;
    synchronized (this) {
      next = due(until);
      // Another thread may have moved it further.
      nanos = Math.max(nanos, next == null ? until : next.at);
    }
    if (next == null) {
      return false;
    }
    if (next.wait) {
      nesting.run(() -> next.action.waited(true));
    } else {
      next.action.waited(true);
    }
    return true;
  }

  private @Nullable Pending due(long until) {
    return alarms.isEmpty() || alarms.first().at > until ? null : alarms.pollFirst();
  }

  /** A time so far from now; the end of all time where that is too far. */
  private long later(long delay) {
    return nanos + Math.min(delay, Long.MAX_VALUE - nanos);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here in the thread that moves the clock past it.
   */
  @Override
  public final synchronized Alarm alarm(long delayNanos, Runnable action) {
    return add(delayNanos, whole -> action.run(), false);
  }

  private synchronized Alarm add(long delayNanos, Waiter action, boolean wait) {
    Pending pending = new Pending(later(delayNanos), alarmsSet++, action, wait);
    alarms.add(pending);
    return () -> cancel(pending);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here the wait takes no time, and the work is done before this returns, unless {@link
   * #holdWaits} says otherwise: in this thread, or in another one where this one is deep in such
   * work already.
   */
  @Override
  public final Alarm after(long duration, Waiter work) {
    before().run();
    long whole = Math.max(0, duration);
    @Nullable Alarm alarm;
    boolean moves;
    synchronized (this) {
      moves = !held;
      alarm = closed ? null : add(whole, work, true);
      if (alarm != null) {
        note(whole);
      }
    }
    if (alarm == null) {
      nesting.run(() -> work.waited(false));
      return () -> {};
    }
    if (moves) {
      advance(Duration.ofNanos(whole));
    }
    return alarm;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here it is done before this returns: in this thread, or in another one where this one is
   * deep in such work already.
   */
  @Override
  public final void run(Runnable work) {
    nesting.run(work);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Until the next {@link #reset}.
   */
  @Override
  public final Alarm watch(BooleanSupplier happened, Runnable action) {
    long begun = resets();
    return real.watch(
        () -> begun != resets() || happened.getAsBoolean(),
        () -> {
          if (begun == resets()) {
            action.run();
          }
        });
  }

  private synchronized long resets() {
    return resets;
  }

  /**
   * For tests of what happens while a call waits without a thread, such as one with a future.
   *
   * @param hold true: from now on such a wait is over when somebody moves the clock past its end;
   *     false, as it is at first and after {@link #reset}: it takes no time
   */
  public final synchronized void holdWaits(boolean hold) {
    held = hold;
  }

  private synchronized void cancel(Pending pending) {
    alarms.remove(pending);
  }

  /**
   * How many time limits and held waits run.
   *
   * @return zero where nothing is under way that has an end in time
   */
  public final synchronized int alarms() {
    return alarms.size();
  }

  /** Ends the waits without a thread in this one. */
  @Override
  public final void close() {
    List<Pending> over;
    synchronized (this) {
      closed = true;
      closings++;
      over = alarms.stream().filter(each -> each.wait).toList();
      over.forEach(alarms::remove);
    }
    over.forEach(each -> nesting.run(() -> each.action.waited(false)));
  }

  @Override
  public final synchronized void open() {
    closed = false;
  }

  @Override
  public final synchronized boolean closed() {
    return closed;
  }
}
