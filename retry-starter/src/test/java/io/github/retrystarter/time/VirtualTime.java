package io.github.retrystarter.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A clock that moves only when told, or when somebody sleeps: a sleep takes no time, moves the
 * clock and is noted. Alarms go off when the clock passes them, in the thread that moves it.
 *
 * <p>For tests of one calling thread; safe to use from several, which then share the clock.
 */
public final class VirtualTime implements Time {

  private final class Pending implements Alarm {
    private final long at;
    private final Runnable action;
    private final boolean wait;

    private Pending(long at, Runnable action, boolean wait) {
      this.at = at;
      this.wait = wait;
      this.action = action;
    }

    @Override
    public void cancel() {
      synchronized (VirtualTime.this) {
        alarms.remove(this);
      }
    }
  }

  private final List<Pending> alarms = new ArrayList<>();
  private final List<Duration> sleeps = new ArrayList<>();
  private long nanos = 1_000_000_000L;
  private long readings;
  private boolean closed;
  private boolean hurries;
  private Runnable beforeSleep = () -> {};

  /** What was slept, in order. */
  public synchronized List<Duration> sleeps() {
    return List.copyOf(sleeps);
  }

  /** How often {@link #nanos()} and {@link #now()} were called. */
  public synchronized long readings() {
    return readings;
  }

  /** How many alarms are set. */
  public synchronized int alarms() {
    return alarms.size();
  }

  /** Runs in the sleeping thread, before each sleep. */
  public synchronized void beforeSleep(Runnable action) {
    beforeSleep = action;
  }

  /** Moves the clock, and lets alarms go off on the way. */
  public void advance(Duration by) {
    long until;
    synchronized (this) {
      until = nanos + by.toNanos();
    }
    while (true) {
      Pending next;
      synchronized (this) {
        next =
            alarms.stream()
                .filter(each -> each.at <= until)
                .min(Comparator.comparingLong(each -> each.at))
                .orElse(null);
        if (next == null) {
          nanos = until;
          return;
        }
        alarms.remove(next);
        nanos = Math.max(nanos, next.at);
      }
      next.action.run();
    }
  }

  @Override
  public synchronized long nanos() {
    readings++;
    return nanos;
  }

  @Override
  public synchronized long mark() {
    return nanos;
  }

  @Override
  public synchronized Instant now() {
    readings++;
    return Instant.parse("2026-01-01T00:00:00Z").plusNanos(nanos - 1_000_000_000L);
  }

  @Override
  public boolean sleep(long duration) throws InterruptedException {
    Runnable before;
    synchronized (this) {
      before = beforeSleep;
    }
    before.run();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (closed()) {
      return false;
    }
    synchronized (this) {
      sleeps.add(Duration.ofNanos(duration));
    }
    advance(Duration.ofNanos(Math.max(0, duration)));
    return true;
  }

  @Override
  public synchronized Alarm alarm(long delayNanos, Runnable action) {
    return add(delayNanos, action, false);
  }

  private synchronized Alarm add(long delayNanos, Runnable action, boolean wait) {
    Pending pending = new Pending(nanos + delayNanos, action, wait);
    alarms.add(pending);
    return pending;
  }

  /**
   * A wait without a thread is over when the clock passes its end. {@link #hurry()} makes it take
   * no time, as a sleep does.
   */
  @Override
  public Alarm after(long duration, Runnable work) {
    synchronized (this) {
      sleeps.add(Duration.ofNanos(duration));
    }
    Alarm alarm = add(closed() ? 0 : Math.max(0, duration), work, true);
    if (closed()) {
      advance(Duration.ZERO);
    } else if (hurries()) {
      advance(Duration.ofNanos(Math.max(0, duration)));
    }
    return alarm;
  }

  @Override
  public void run(Runnable work) {
    work.run();
  }

  /** From now on waits without a thread move the clock. */
  public synchronized VirtualTime hurry() {
    hurries = true;
    return this;
  }

  private synchronized boolean hurries() {
    return hurries;
  }

  /** Ends the waits that go on, in this thread. */
  @Override
  public void close() {
    List<Pending> over = new ArrayList<>();
    synchronized (this) {
      closed = true;
      List<Pending> waits = alarms.stream().filter(each -> each.wait).toList();
      alarms.removeAll(waits);
      over.addAll(waits);
    }
    over.forEach(each -> each.action.run());
  }

  @Override
  public synchronized boolean closed() {
    return closed;
  }
}
