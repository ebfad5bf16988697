package io.github.retrystarter.time;

/**
 * Waits without a thread, and the threads for the work that comes after. Thread-safe, but for
 * {@link #close} and {@link #open}: whoever calls them sees to it that they come one after the
 * other.
 */
public interface Waits {

  /**
   * Does work after a wait. Each wait ends once: by its time, by {@link #close}, or by its handle.
   *
   * @param nanos how long; zero or less: from now on
   * @param work told whether the wait was whole: false where {@link #close} came before the work
   *     began, or {@link #open} had not come since when the wait did; may take its time then, and
   *     never throws
   * @return the handle to call it off; the work is then forgotten at once
   */
  Time.Alarm after(long nanos, Time.Waiter work);

  /**
   * Does work as soon as a thread is free. Work after waits holds none of these threads, however
   * much of it there is and however long it takes.
   *
   * @param work urgent: it should return soon; never throws
   */
  void run(Runnable work);

  /**
   * Ends the waits that there are, and those that begin from now on: their work is done now.
   * Idempotent.
   */
  void close();

  /** Lets waits begin again; those that {@link #close} has ended stay ended. Idempotent. */
  void open();
}
