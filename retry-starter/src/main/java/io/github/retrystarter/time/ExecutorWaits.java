package io.github.retrystarter.time;

import java.util.concurrent.Executor;

/** Waits in the starter's own threads; the work that comes after is done in somebody else's. */
public final class ExecutorWaits implements Waits {

  private final Waits timer = new DaemonWaits();
  private final Executor executor;

  /**
   * Starts no thread.
   *
   * @param executor does the work
   */
  public ExecutorWaits(Executor executor) {
    this.executor = executor;
  }

  @Override
  public Time.Alarm after(long nanos, Runnable work) {
    return timer.after(nanos, () -> executor.execute(work));
  }

  @Override
  public void run(Runnable work) {
    executor.execute(work);
  }

  @Override
  public void endAll() {
    timer.endAll();
  }
}
