package io.github.retrystarter.breaker;

/** The recent calls of a closed breaker. Thread-safe without locks. */
sealed interface Window permits CountWindow, TimeWindow {

  /** An empty one of the kind and size that is asked for. */
  static Window of(BreakerSettings settings, long now) {
    return settings.windowDuration() > 0
        ? new TimeWindow(settings.windowDuration(), now)
        : new CountWindow(settings.windowSize());
  }

  /**
   * Adds a call.
   *
   * @param numbers by which it trips
   * @param now nanoseconds
   * @return whether the window trips the breaker
   */
  boolean add(boolean failed, boolean slow, BreakerSettings numbers, long now);

  /** The tally of the window. */
  long tally(long now);

  /** Whether it is of the kind and size that is asked for. */
  boolean fits(BreakerSettings settings);
}
