package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.time.SystemTime;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.Waits;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;

/**
 * Waits in a scheduler of the user's. It is asked for with the first wait: it may be created late.
 *
 * <p>Its queue can't be seen from here, so the waits are noted. Each is begun once: whoever takes
 * it from the set, its timer or the end of all waits, does the work.
 */
final class TaskSchedulerWaits implements Waits {

  private final Supplier<? extends TaskScheduler> scheduler;
  private final InstantSource clock;
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

  /** Where the user's threads take no more work: what ends a call has to be done all the same. */
  private final Waits spare = SystemTime.ownWaits();

  TaskSchedulerWaits(Supplier<? extends TaskScheduler> scheduler, InstantSource clock) {
    this.scheduler = scheduler;
    this.clock = clock;
  }

  @Override
  public Time.Alarm after(long nanos, Runnable work) {
    Waiting wait = new Waiting(work);
    waiting.add(wait);
    try {
      wait.timer = schedule(nanos, wait);
    } catch (Throwable rejected) {
      waiting.remove(wait);
      throw rejected;
    }
    return wait;
  }

  @Override
  public void run(Runnable work) {
    try {
      ScheduledFuture<?> unused = schedule(0, work);
    } catch (Exception rejected) {
      spare.run(work);
    }
  }

  private ScheduledFuture<?> schedule(long nanos, Runnable work) {
    return scheduler.get().schedule(work, clock.instant().plusNanos(Math.max(0, nanos)));
  }

  /** In threads of the starter's own: the scheduler may be closing too. */
  @Override
  public void endAll() {
    waiting.forEach(spare::run);
  }

  int pending() {
    return waiting.size();
  }

  private final class Waiting implements Runnable, Time.Alarm {
    private final Runnable work;
    private volatile @Nullable ScheduledFuture<?> timer;

    private Waiting(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      if (waiting.remove(this)) {
        work.run();
      }
    }

    @Override
    public void cancel() {
      waiting.remove(this);
      ScheduledFuture<?> set = timer;
      if (set != null) {
        set.cancel(false);
      }
    }
  }
}
