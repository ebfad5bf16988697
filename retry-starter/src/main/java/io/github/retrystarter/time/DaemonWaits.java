package io.github.retrystarter.time;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A few daemon threads of the starter's own, shared by all waits. They come with the first wait,
 * and go when there is nothing to do for a second.
 *
 * <p>They are few, because what they run returns soon: a method that promises a result for later
 * does not make its caller wait.
 */
final class DaemonWaits implements Waits {

  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  private volatile @Nullable ScheduledThreadPoolExecutor pool;

  @Override
  public Time.Alarm after(long nanos, Runnable work) {
    Waiting wait = new Waiting(work);
    wait.pending = pool().schedule(wait, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    return wait;
  }

  @Override
  public void run(Runnable work) {
    pool().execute(work);
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
    private final Runnable work;
    private volatile @Nullable Future<?> pending;

    private Waiting(Runnable work) {
      this.work = work;
    }

    @Override
    public @Nullable Void call() {
      work.run();
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

  private synchronized ScheduledThreadPoolExecutor start() {
    ScheduledThreadPoolExecutor current = pool;
    if (current == null) {
      current = new ScheduledThreadPoolExecutor(THREADS, task -> Threads.daemon(task, "retry"));
      current.setRemoveOnCancelPolicy(true);
      current.setKeepAliveTime(1, TimeUnit.SECONDS);
      current.allowCoreThreadTimeOut(true);
      pool = current;
    }
    return current;
  }
}
