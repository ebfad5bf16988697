package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.Waits;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;
import org.springframework.scheduling.TaskScheduler;

/**
 * Waits in a scheduler of the user's. It is asked for with the first wait: it may be created late.
 *
 * <p>Its queue can't be seen from here, so the waits are noted. Each is begun once: whoever takes
 * it from the set, its timer or the end of all waits, does the work.
 */
final class TaskSchedulerWaits implements Waits {

  private final Supplier<TaskScheduler> scheduler;
  private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

  TaskSchedulerWaits(Supplier<TaskScheduler> scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public Time.Alarm after(long nanos, Runnable work) {
    Runnable[] self = new Runnable[1];
    Runnable once =
        () -> {
          if (waiting.remove(self[0])) {
            work.run();
          }
        };
    self[0] = once;
    waiting.add(once);
    ScheduledFuture<?> timer;
    try {
      TaskScheduler theirs = scheduler.get();
      timer = theirs.schedule(once, theirs.getClock().instant().plusNanos(Math.max(0, nanos)));
    } catch (Throwable rejected) {
      waiting.remove(once);
      throw rejected;
    }
    return () -> {
      waiting.remove(once);
      timer.cancel(false);
    };
  }

  @Override
  public void run(Runnable work) {
    TaskScheduler theirs = scheduler.get();
    ScheduledFuture<?> unused = theirs.schedule(work, theirs.getClock().instant());
  }

  /** In this thread: the scheduler may be closing too. */
  @Override
  public void endAll() {
    waiting.forEach(Runnable::run);
  }
}
