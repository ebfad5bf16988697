package io.github.retrystarter.time;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads of the starter's own, shared by all waits: one that looks at the clock, and those
 * that do the work. They come when there is something to do, and go when there is nothing for a
 * second.
 *
 * <p>What they run should return soon: a method that promises a result for later does not make its
 * caller wait. Where it does all the same, it holds up none of the others, unless there are very
 * many of its kind: it may even wait for one of them.
 */
final class DaemonWaits implements Waits {

  private static final int MOST_THREADS = 200;

  private final ThreadPoolExecutor workers = workers();
  private volatile @Nullable ScheduledThreadPoolExecutor pool;

  @Override
  public Time.Alarm after(long nanos, Runnable work) {
    Waiting wait = new Waiting(workers, work);
    wait.pending = pool().schedule(wait, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    return wait;
  }

  @Override
  public void run(Runnable work) {
    workers.execute(work);
  }

  @Override
  public void endAll() {
    ScheduledThreadPoolExecutor started = pool;
    if (started != null) {
      for (Runnable waiting : started.getQueue().toArray(Runnable[]::new)) {
        // What another thread has begun or removed meanwhile is not there any more.
        if (started.remove(waiting)) {
          started.execute(waiting);
        }
      }
    }
  }

  /** A task and its handle in one: many may wait. */
  private static final class Waiting implements Callable<@Nullable Void>, Time.Alarm {
    private final Executor workers;
    private final Runnable work;
    private volatile @Nullable Future<?> pending;

    private Waiting(Executor workers, Runnable work) {
      this.workers = workers;
      this.work = work;
    }

    @Override
    public @Nullable Void call() {
      workers.execute(work);
      return null;
    }

    @Override
    public void cancel() {
      Future<?> set = pending;
      if (set != null) {
        set.cancel(false);
      }
    }
  }

  int pending() {
    ScheduledThreadPoolExecutor started = pool;
    return started == null ? 0 : started.getQueue().size();
  }

  private ScheduledThreadPoolExecutor pool() {
    ScheduledThreadPoolExecutor current = pool;
    return current != null ? current : start();
  }

  private static ThreadPoolExecutor workers() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            MOST_THREADS,
            MOST_THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> Threads.daemon(task, "retry"));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private synchronized ScheduledThreadPoolExecutor start() {
    ScheduledThreadPoolExecutor current = pool;
    if (current == null) {
      current = new ScheduledThreadPoolExecutor(1, task -> Threads.daemon(task, "retry-timer"));
      current.setRemoveOnCancelPolicy(true);
      current.setKeepAliveTime(1, TimeUnit.SECONDS);
      current.allowCoreThreadTimeOut(true);
      pool = current;
    }
    return current;
  }
}
