package io.github.retrystarter.breaker;

/**
 * Three counts packed into one long, so that they change and are read in one step: calls, failures
 * and slow calls, {@value #BITS} bits each. Pure functions.
 */
final class Tally {

  static final long CALL = 1;
  static final long FAILURE = 1L << 21;
  static final long SLOW = 1L << 42;

  /** The most that each can count. */
  static final int LARGEST = (1 << 21) - 1;

  private static final int BITS = 21;

  private Tally() {}

  static long of(boolean failed, boolean slow) {
    return CALL + (failed ? FAILURE : 0) + (slow ? SLOW : 0);
  }

  /** Counts that may be too large: halved until they fit, which leaves the rates as they are. */
  static long of(long calls, long failures, long slow) {
    int shift = 0;
    while (calls >> shift > LARGEST) {
      shift++;
    }
    return (calls >> shift) + (failures >> shift) * FAILURE + (slow >> shift) * SLOW;
  }

  static long half(long tally) {
    return of(calls(tally) / 2, failures(tally) / 2, slow(tally) / 2);
  }

  static int calls(long tally) {
    return (int) (tally & LARGEST);
  }

  static int failures(long tally) {
    return (int) ((tally >>> BITS) & LARGEST);
  }

  static int slow(long tally) {
    return (int) ((tally >>> (2 * BITS)) & LARGEST);
  }

  /** Percent of calls that failed; NaN where there are none. */
  static double failureRate(long tally) {
    return 100.0 * failures(tally) / calls(tally);
  }

  /** Percent of calls that were slow; NaN where there are none. */
  static double slowRate(long tally) {
    return 100.0 * slow(tally) / calls(tally);
  }
}
