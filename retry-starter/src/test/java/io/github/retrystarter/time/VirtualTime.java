package io.github.retrystarter.time;

import io.github.retrystarter.test.RetryTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The clock that users' tests have, which also tells how it is used. Waits without a thread are
 * over when the clock is moved past their end.
 */
public final class VirtualTime extends RetryTime {

  private long readings;

  public VirtualTime() {
    holdWaits(true);
  }

  /** From now on waits without a thread take no time. */
  public VirtualTime hurry() {
    holdWaits(false);
    return this;
  }

  /** What was slept, in order. */
  public List<Duration> sleeps() {
    return waits();
  }

  /** Runs in the sleeping thread, before each sleep. */
  public void beforeSleep(Runnable action) {
    beforeWait(action);
  }

  /** How often {@link #nanos()} and {@link #now()} were called. */
  public synchronized long readings() {
    return readings;
  }

  @Override
  public synchronized long nanos() {
    readings++;
    return super.nanos();
  }

  @Override
  public synchronized Instant now() {
    readings++;
    return super.now();
  }
}
