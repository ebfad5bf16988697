package io.github.retrystarter.benchmarks.storm;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The timeline as a wall clock; it begins in 1970. */
final class SimulatedClock extends Clock {

  private final Timeline timeline;

  SimulatedClock(Timeline timeline) {
    this.timeline = timeline;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(timeline.now());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
