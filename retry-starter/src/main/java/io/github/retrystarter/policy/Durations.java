package io.github.retrystarter.policy;

import java.time.Duration;

/** Durations for people. */
public final class Durations {

  private Durations() {}

  /**
   * In the largest unit that needs no fraction: {@code 90s}, {@code 2m}, {@code 150ms}.
   *
   * @param duration any
   * @return as one would write it in {@code application.yml}
   */
  public static String show(Duration duration) {
    if (duration.getNano() % 1_000_000 != 0 || duration.isZero()) {
      return duration.isZero() ? "0ms" : duration.toString();
    }
    if (duration.getNano() != 0) {
      return duration.toMillis() + "ms";
    }
    long seconds = duration.getSeconds();
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
