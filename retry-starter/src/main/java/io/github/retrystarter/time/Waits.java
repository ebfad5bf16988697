package io.github.retrystarter.time;

/** Waits without a thread, and the threads for the work that comes after. Thread-safe. */
public interface Waits {

  /**
   * Does work after a wait.
   *
   * @param nanos how long; zero or less: from now on
   * @param work may take its time, and never throws
   * @return the handle to call it off; the wait is then forgotten at once
   */
  Time.Alarm after(long nanos, Runnable work);

  /**
   * Does work as soon as a thread is free.
   *
   * @param work may take its time, and never throws
   */
  void run(Runnable work);

  /** Ends the waits that there are: their work is done now. */
  void endAll();
}
