package io.github.retrystarter.time;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The real clock, real waits, one daemon thread for alarms, started by the first of them, and
 * {@link Waits} for what waits without a thread.
 */
public final class SystemTime implements Time {

  private final CoarseClock coarse = new CoarseClock();
  private final Set<Thread> sleepers = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ScheduledThreadPoolExecutor alarms;
  private final Waits waits;

  /** How often it was closed or opened: odd while closed. Written under the lock. */
  private volatile int turns;

  /** With the starter's own threads; starts none of them. */
  public SystemTime() {
    this(ownWaits());
  }

  /**
   * Waits in a few daemon threads of the starter's own.
   *
   * @return none of them is started yet
   */
  public static Waits ownWaits() {
    return new DaemonWaits();
  }

  /**
   * With threads of somebody else's.
   *
   * @param waits where work goes on after a wait without a thread
   */
  public SystemTime(Waits waits) {
    this.waits = waits;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long mark() {
    return coarse.nanos();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  /**
   * {@inheritDoc}
   *
   * <p>No wake-up is lost: a sleeper registers before it looks at {@code turns}, and {@link
   * #close()} turns before it looks at the sleepers, so one sees the other. A sleeper that is woken
   * after {@link #open()} sees that there was a turn. A permit left over by anyone else only makes
   * the loop turn once more.
   */
  @Override
  public boolean sleep(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    Thread me = Thread.currentThread();
    sleepers.add(me);
    try {
      int begun = turns;
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (isClosed(begun) || turns != begun) {
          return false;
        }
        // Differences, not sums: System.nanoTime() may be anywhere, also near overflow.
        long left = Math.max(0, nanos) - (System.nanoTime() - start);
        if (left <= 0) {
          return true;
        }
        LockSupport.parkNanos(this, left);
      }
    } finally {
      sleepers.remove(me);
    }
  }

  @Override
  public Alarm alarm(long delayNanos, Runnable action) {
    Future<?> pending = alarms().schedule(action, delayNanos, TimeUnit.NANOSECONDS);
    return () -> pending.cancel(false);
  }

  @Override
  public Alarm after(long nanos, Waiter work) {
    return waits.after(nanos, work);
  }

  @Override
  public void run(Runnable work) {
    waits.run(work);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Whole before the next {@link #open()}, and the other way round: what is woken or ended here
   * had begun before.
   */
  @Override
  public synchronized void close() {
    turn(true);
    sleepers.forEach(LockSupport::unpark);
    waits.close();
    coarse.close();
    // The alarms stay: attempts that still run keep their time limit, and the thread ends by
    // itself.
  }

  @Override
  public synchronized void open() {
    coarse.open();
    waits.open();
    turn(false);
  }

  private void turn(boolean close) {
    int current = turns;
    if (isClosed(current) != close) {
      turns = current + 1;
    }
  }

  private static boolean isClosed(int turns) {
    return (turns & 1) != 0;
  }

  @Override
  public boolean closed() {
    return isClosed(turns);
  }

  int pendingAlarms() {
    return alarms().getQueue().size();
  }

  private ScheduledThreadPoolExecutor alarms() {
    ScheduledThreadPoolExecutor current = alarms;
    return current != null ? current : startAlarms();
  }

  private synchronized ScheduledThreadPoolExecutor startAlarms() {
    ScheduledThreadPoolExecutor current = alarms;
    if (current == null) {
      // The thread goes when there is nothing to time, so that a closed context leaves none behind.
      current = Threads.timer("retry-alarm");
      alarms = current;
    }
    return current;
  }
}
