package io.github.retrystarter.time;

import java.time.Instant;

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
   * Waits without a thread, then works on in one of the starter's. Where {@link #close()} comes
   * first, or came before, the wait is over at once: the work looks at {@link #closed()}.
   *
   * @param nanos how long; zero or less: from now on
   * @param work what comes after; may take its time, and never throws
   * @return the handle to call it off
   */
  Alarm after(long nanos, Runnable work);

  /**
   * Works in one of the starter's threads, as soon as one is free.
   *
   * @param work may take its time, and never throws
   */
  void run(Runnable work);

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

  /** A pending action. */
  interface Alarm {

    /** Calls it off, where it has not begun; it is then forgotten at once. */
    void cancel();
  }
}
