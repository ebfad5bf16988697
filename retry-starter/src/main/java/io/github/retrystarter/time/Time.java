package io.github.retrystarter.time;

import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Time as the engine sees it; tests put a virtual one in its place. Thread-safe. */
public interface Time {

  /**
   * A monotonic clock with an arbitrary origin.
   *
   * @return nanoseconds
   */
  long nanos();

  /**
   * {@link #nanos()} for the price of one field read, for the many calls that will never need it:
   * at most {@link CoarseClock#GRAIN_NANOS} (plus the scheduler's delay) in the past.
   *
   * @return nanoseconds, comparable to {@link #nanos()}
   */
  long mark();

  /**
   * The wall clock, for display only.
   *
   * @return now
   */
  Instant now();

  /**
   * Waits, without holding a monitor: a virtual thread gives up its carrier.
   *
   * @param nanos how long; zero or less returns at once
   * @return true after the whole wait; false where {@link #close()} came first
   * @throws InterruptedException if the thread is or gets interrupted; the flag is then clear
   */
  boolean sleep(long nanos) throws InterruptedException;

  /**
   * Runs an action later, in another thread.
   *
   * @param delayNanos when
   * @param action quick and never throwing
   * @return the handle to call it off
   */
  Alarm alarm(long delayNanos, Runnable action);

  /**
   * Waits without a thread, then works on in one of the starter's.
   *
   * @param nanos how long; zero or less: from now on
   * @param work what comes after, told whether the wait was whole: false where {@link #close()}
   *     came before the work began, though {@link #open()} may have come since, or had come before;
   *     the wait is then over at once
   * @return the handle to call it off
   */
  Alarm after(long nanos, Waiter work);

  /**
   * Works in one of the starter's threads, as soon as one is free. Work after waits ({@link
   * #after}) has threads of its own, so however long it takes, this need not wait for it.
   *
   * @param work urgent: it should return soon; never throws
   */
  void run(Runnable work);

  /**
   * Looks again and again whether something has happened of which nobody tells: after a millisecond
   * at first, then ever less often, every 64 ms at last. In real time also where the clock is a
   * virtual one: what it looks at is done in real threads.
   *
   * @param happened quick; where it throws, it has happened
   * @param action then, once, in one of the starter's threads; never throws
   * @return the handle to look no more
   */
  default Alarm watch(BooleanSupplier happened, Runnable action) {
    return Watch.start(this, happened, action);
  }

  /** Ends all waits at once, now and until it is opened again. Idempotent. */
  void close();

  /**
   * Lets waits begin again; those that {@link #close()} has ended stay ended. It is open from the
   * start. Idempotent.
   */
  void open();

  /**
   * Whether {@link #close()} was called, and {@link #open()} not since.
   *
   * @return true where no wait may begin
   */
  boolean closed();

  /** What comes after a wait without a thread. */
  @FunctionalInterface
  interface Waiter {

    /**
     * The wait is over.
     *
     * @param whole true after the whole wait; false where {@link #close()} came first
     */
    void waited(boolean whole);
  }

  /** A pending action. */
  interface Alarm {

    /** Calls it off, where it has not begun; it is then forgotten at once. */
    void cancel();
  }
}
