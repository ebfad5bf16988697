package io.github.retrystarter.breaker;

/**
 * The numbers of a circuit breaker, merged and checked. Immutable. Times are nanoseconds.
 *
 * @param failureRate percent at which it trips
 * @param windowSize calls in the window; 0 where {@code windowDuration} counts
 * @param windowDuration length of the window; 0 where {@code windowSize} counts
 * @param minimumCalls no trip by rate before so many calls
 * @param consecutiveFailures trips at so many in a row; {@link #OFF} for never
 * @param slowCall an attempt longer than this is slow; {@link #NEVER} for none
 * @param slowRate percent of slow calls at which it trips
 * @param open how long it stays open the first time
 * @param openMultiplier by how much each failed half-open round lengthens the next open time
 * @param longestOpen the bound of that
 * @param halfOpenCalls let through while half-open
 * @param mode what it does with what it knows
 */
public record BreakerSettings(
    double failureRate,
    int windowSize,
    long windowDuration,
    int minimumCalls,
    int consecutiveFailures,
    long slowCall,
    double slowRate,
    long open,
    double openMultiplier,
    long longestOpen,
    int halfOpenCalls,
    Mode mode) {

  /** So many failures in a row never come. */
  public static final int OFF = Integer.MAX_VALUE;

  /** No attempt takes so long. */
  public static final long NEVER = Long.MAX_VALUE;

  /** What a breaker does with what it knows. */
  public enum Mode {
    /** It rejects calls while open. */
    ENFORCE,
    /** It shows the state that it would be in, and rejects nothing. */
    OBSERVE,
    /** It counts nothing. */
    DISABLED
  }

  Window window(long now) {
    return windowDuration > 0
        ? new Window.ByTime(windowDuration, now)
        : new Window.ByCount(windowSize);
  }

  /** Whether such a window trips the breaker. */
  boolean trips(long tally) {
    return Tally.calls(tally) >= minimumCalls && isBad(tally);
  }

  /** Whether its rates are at a threshold. */
  boolean isBad(long tally) {
    return Tally.failureRate(tally) >= failureRate
        || (slowCall != NEVER && Tally.slowRate(tally) >= slowRate);
  }

  /** The open time after so many failed rounds, with no overflow. */
  long open(int rounds) {
    double length = open * Math.pow(openMultiplier, rounds);
    return length >= longestOpen ? longestOpen : (long) length;
  }
}
