package io.github.retrystarter.benchmarks.storm;

import java.util.OptionalInt;

/** When all is well again, for good. */
final class Recovery {

  /** Calls are looked at in windows of so many seconds. */
  static final int WINDOW = 5;

  /** A window is good where so large a share of its calls succeeded. */
  static final double GOOD = 0.99;

  private Recovery() {}

  /**
   * The time to recovery: until the first second from which on every window of {@link #WINDOW}
   * seconds is good, up to the end of the run.
   *
   * @param healed the second in which the trouble ended
   * @return seconds after that; empty where not even the last window is good
   */
  static OptionalInt seconds(History history, int healed) {
    int from = history.seconds() - WINDOW;
    if (!isGood(history, from)) {
      return OptionalInt.empty();
    }
    while (from > healed && isGood(history, from - 1)) {
      from--;
    }
    return OptionalInt.of(from - healed);
  }

  private static boolean isGood(History history, int from) {
    return history.successShare(from, from + WINDOW) >= GOOD;
  }
}
