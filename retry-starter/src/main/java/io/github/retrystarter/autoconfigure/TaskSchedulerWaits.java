package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.time.SystemTime;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.Waits;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;

/**
 * Waits in a scheduler of the user's. It is asked for with the first wait: it may be created late.
 * Waits that it does not take pass in threads of the starter's own; so does what is urgent, for the
 * scheduler may have a single thread, and an attempt may hold it.
 *
 * <p>Its queue can't be seen from here, so the waits are noted. Each is begun once: whoever takes
 * its work, its timer, the end of all waits, or who calls it off. A wait is noted before it looks
 * whether it is closed, and {@link #close} sets that before it looks at those noted, so one sees
 * the other.
 */
final class TaskSchedulerWaits implements Waits {

  private final Supplier<? extends TaskScheduler> scheduler;
  private final InstantSource clock;
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Where the user's threads take no more work: what ends a call has to be done all the same. */
  private final Waits spare = SystemTime.ownWaits();

  TaskSchedulerWaits(Supplier<? extends TaskScheduler> scheduler, InstantSource clock) {
    this.scheduler = scheduler;
    this.clock = clock;
  }

  @Override
  public Time.Alarm after(long nanos, Time.Waiter work) {
    Waiting wait = new Waiting(work);
    waiting.add(wait);
    try {
      wait.timedBy(scheduler.get().schedule(wait, clock.instant().plusNanos(Math.max(0, nanos))));
    } catch (Exception rejected) {
      return wait.take() == null ? wait : spare.after(nanos, work);
    } catch (Throwable bug) {
      wait.cancel();
      throw bug;
    }
    if (closed) {
      wait.end();
    }
    return wait;
  }

  @Override
  public void run(Runnable work) {
    spare.run(work);
  }

  /** In threads of the starter's own: the scheduler may be closing too. */
  @Override
  public void close() {
    closed = true;
    spare.close();
    waiting.forEach(Waiting::end);
  }

  @Override
  public void open() {
    closed = false;
    spare.open();
  }

  int pending() {
    return waiting.size();
  }

  /**
   * Holds its work until somebody takes it: the user's scheduler may keep the task until its time
   * although it was cancelled, and must not keep the call too.
   */
  private final class Waiting extends AtomicReference<Time.@Nullable Waiter>
      implements Runnable, Time.Alarm {
    private static final long serialVersionUID = 1L;
    private transient volatile @Nullable ScheduledFuture<?> timer;

    private Waiting(Time.Waiter work) {
      super(work);
    }

    private Time.@Nullable Waiter take() {
      waiting.remove(this);
      return getAndSet(null);
    }

    private void timedBy(ScheduledFuture<?> set) {
      timer = set;
      if (get() == null) {
        set.cancel(false);
      }
    }

    private void stopTimer() {
      ScheduledFuture<?> set = timer;
      if (set != null) {
        set.cancel(false);
      }
    }

    @Override
    public void run() {
      Time.Waiter work = take();
      if (work != null) {
        work.waited(true);
      }
    }

    private void end() {
      Time.Waiter work = take();
      if (work != null) {
        stopTimer();
        spare.run(() -> work.waited(false));
      }
    }

    @Override
    public void cancel() {
      Time.Waiter unused = take();
      stopTimer();
    }
  }
}
