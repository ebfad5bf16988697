package io.github.retrystarter.engine;

import io.github.retrystarter.breaker.BreakerSettings;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import io.github.retrystarter.breaker.CountedFailures;
import java.time.Duration;

/** Breakers' numbers for tests: half-open after 30 s, for one call. */
final class Numbers {

  private Numbers() {}

  /** Trips at so many failures in a row. */
  static BreakerSettings of(int consecutiveFailures) {
    return of(consecutiveFailures, BreakerSettings.NEVER, CountedFailures.DEFAULT, Mode.ENFORCE);
  }

  static BreakerSettings of(
      int consecutiveFailures, long slowCall, CountedFailures counted, Mode mode) {
    long open = Duration.ofSeconds(30).toNanos();
    return new BreakerSettings(
        50, 100, 0, 100, consecutiveFailures, slowCall, 100, open, 1, open, 1, counted, mode);
  }
}
