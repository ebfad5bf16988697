package io.github.retrystarter.time;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads of the starter's own, shared by all waits: one that looks at the clock ({@code
 * retry-timer}), those that do the work after waits ({@code retry}), and those for what is urgent
 * ({@code retry-limit}). They come when there is something to do, and go when there is nothing for
 * a second.
 *
 * <p>What they run should return soon: a method that promises a result for later does not make its
 * caller wait. Where it does all the same, it holds up none of the others, unless there are very
 * many of its kind: it may even wait for one of them. What is urgent it never holds up.
 *
 * <p>A wait belongs to the era in which it began, from one opening to the next, and is whole where
 * its era is not over when its work begins. No wait outlives its era: it is entered in the queue
 * before it looks whether its era is over, and {@link #close} ends the era before it looks into the
 * queue, so one sees the other. Nor is a wait ended that began later: the next era begins after the
 * queue was looked through, for {@link #close} and {@link #open} take the same lock.
 */
final class DaemonWaits implements Waits {

  private final Executor workers;
  private final Executor urgent;
  private volatile Era era = new Era();
  private volatile @Nullable ScheduledThreadPoolExecutor timer;

  DaemonWaits() {
    this(Threads.pool("retry"), Threads.pool("retry-limit"));
  }

  /**
   * With threads of somebody else's but for the clock.
   *
   * @param workers does the work after waits, and not in the thread that hands it over
   * @param urgent does the rest, likewise
   */
  DaemonWaits(Executor workers, Executor urgent) {
    this.workers = workers;
    this.urgent = urgent;
  }

  @Override
  public Time.Alarm after(long nanos, Time.Waiter work) {
    Era begun = era;
    Waiting wait = new Waiting(begun, work);
    ScheduledThreadPoolExecutor clock = timer();
    Future<?> entered =
        clock.schedule((Callable<@Nullable Void>) wait, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    wait.pending = entered;
    if (begun.over) {
      endNow(clock, (Runnable) entered);
    }
    return wait;
  }

  @Override
  public void run(Runnable work) {
    execute(urgent, work);
  }

  @Override
  public synchronized void close() {
    era.over = true;
    ScheduledThreadPoolExecutor started = timer;
    if (started != null) {
      for (Runnable waiting : started.getQueue().toArray(Runnable[]::new)) {
        endNow(started, waiting);
      }
    }
  }

  @Override
  public synchronized void open() {
    if (era.over) {
      era = new Era();
    }
  }

  /**
   * Hands it over from this thread: what another one has begun or removed meanwhile is not in the
   * queue any more. Nor is it put there again, where the next end of all waits would find it.
   */
  private static void endNow(ScheduledThreadPoolExecutor clock, Runnable waiting) {
    if (clock.remove(waiting)) {
      waiting.run();
    }
  }

  /** Where no thread is to be had, work that holds up others is better than a call without end. */
  private static void execute(Executor executor, Runnable work) {
    try {
      executor.execute(work);
    } catch (Throwable noThread) {
      work.run();
    }
  }

  /** Knows its pool, so that a wait need know only its era: many may wait. */
  private final class Era {
    private volatile boolean over;

    /** What is over makes no attempt any more, and does not queue behind those who do. */
    private void handOver(Waiting wait) {
      execute(over ? urgent : workers, wait);
    }
  }

  /** A task, what it hands over, and its handle in one. */
  private static final class Waiting implements Callable<@Nullable Void>, Runnable, Time.Alarm {
    private final Era era;
    private final Time.Waiter work;
    private volatile @Nullable Future<?> pending;

    private Waiting(Era era, Time.Waiter work) {
      this.era = era;
      this.work = work;
    }

    @Override
    public @Nullable Void call() {
      era.handOver(this);
      return null;
    }

    @Override
    public void run() {
      work.waited(!era.over);
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
    ScheduledThreadPoolExecutor started = timer;
    return started == null ? 0 : started.getQueue().size();
  }

  private ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor current = timer;
    return current != null ? current : start();
  }

  private synchronized ScheduledThreadPoolExecutor start() {
    ScheduledThreadPoolExecutor current = timer;
    if (current == null) {
      current = Threads.timer("retry-timer");
      timer = current;
    }
    return current;
  }
}
