package io.github.retrystarter.time;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Waits in a thread of the starter's own; the work is done in somebody else's, as long as he takes
 * it, and then in the starter's.
 */
public final class ExecutorWaits implements Waits {

  private final Executor executor;
  private final Executor spare = Threads.pool("retry");
  private final Waits waits = new DaemonWaits(this::handOver, this::handOver);

  /**
   * Starts no thread.
   *
   * @param executor does the work in threads of its own; it has one for each work, or what is
   *     urgent would queue behind what takes its time
   */
  public ExecutorWaits(Executor executor) {
    this.executor = executor;
  }

  private void handOver(Runnable work) {
    try {
      executor.execute(work);
    } catch (RejectedExecutionException closed) {
      spare.execute(work);
    }
  }

  @Override
  public Time.Alarm after(long nanos, Time.Waiter work) {
    return waits.after(nanos, work);
  }

  @Override
  public void run(Runnable work) {
    waits.run(work);
  }

  @Override
  public void close() {
    waits.close();
  }

  @Override
  public void open() {
    waits.open();
  }
}
