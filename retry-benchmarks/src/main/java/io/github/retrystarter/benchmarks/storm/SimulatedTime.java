package io.github.retrystarter.benchmarks.storm;

import io.github.retrystarter.time.Time;
import java.time.Instant;

/** The timeline as the starter sees time. Nobody sleeps in it: the simulation makes the waits. */
final class SimulatedTime implements Time {

  private final Timeline timeline;

  SimulatedTime(Timeline timeline) {
    this.timeline = timeline;
  }

  @Override
  public long nanos() {
    return timeline.now();
  }

  @Override
  public long mark() {
    return timeline.now();
  }

  @Override
  public Instant now() {
    return Instant.EPOCH.plusNanos(timeline.now());
  }

  @Override
  public boolean sleep(long nanos) {
    throw new UnsupportedOperationException("one thread plays all clients");
  }

  @Override
  public Alarm alarm(long delayNanos, Runnable action) {
    throw new UnsupportedOperationException("no policy here has a limit of time");
  }

  @Override
  public Alarm after(long nanos, Waiter work) {
    throw new UnsupportedOperationException("one thread plays all clients");
  }

  @Override
  public void run(Runnable work) {
    throw new UnsupportedOperationException("one thread plays all clients");
  }

  @Override
  public void close() {}

  @Override
  public void open() {}

  @Override
  public boolean closed() {
    return false;
  }
}
