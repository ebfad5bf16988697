package io.github.retrystarter.breaker;

import java.util.concurrent.TimeUnit;

/**
 * The numbers of a circuit breaker, merged. Immutable. Times are nanoseconds.
 *
 * @param failureRate percent at which it trips: above 0, to 100
 * @param windowSize calls in the window: 1 to {@link #LARGEST}; 0 where {@code windowDuration}
 *     counts
 * @param windowDuration length of the window: a second or more; 0 where {@code windowSize} counts
 * @param minimumCalls no trip by rate before so many calls: 1 to {@link #LARGEST}, and not above
 *     {@code windowSize}
 * @param consecutiveFailures trips at so many in a row: 1 or more; {@link #OFF} for never
 * @param slowCall an attempt longer than this is slow: above 0; {@link #NEVER} for none
 * @param slowRate percent of slow calls at which it trips: above 0, to 100
 * @param open how long it stays open the first time: above 0
 * @param openMultiplier by how much each failed half-open round lengthens the next open time: 1 or
 *     more
 * @param longestOpen the bound of that: {@code open} or more
 * @param halfOpenCalls let through while half-open: 1 to {@link #LARGEST}
 * @param counted which failures count
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
    CountedFailures counted,
    Mode mode) {

  /** The most calls of a window, its minimum and a half-open round; a window takes 8 bytes each. */
  public static final int LARGEST = 1_000_000;

  /** So many failures in a row never come. */
  public static final int OFF = Integer.MAX_VALUE;

  /** No attempt takes so long. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** What a breaker does with what it knows. */
  public enum Mode {
    /** It rejects calls while open. */
    ENFORCE,
    /** It shows the state that it would be in, and rejects nothing. */
    OBSERVE,
    /** It counts nothing, and rejects nothing unless an operator forces it open. */
    DISABLED
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public BreakerSettings {
    check("failureRate", failureRate, failureRate > 0 && failureRate <= 100);
    boolean byTime = windowSize == 0;
    check("windowSize", windowSize, byTime || (windowSize > 0 && windowSize <= LARGEST));
    check(
        "windowDuration", windowDuration, byTime ? windowDuration >= SECOND : windowDuration == 0);
    check(
        "minimumCalls",
        minimumCalls,
        minimumCalls >= 1 && minimumCalls <= (byTime ? LARGEST : windowSize));
    check("consecutiveFailures", consecutiveFailures, consecutiveFailures >= 1);
    check("slowCall", slowCall, slowCall > 0);
    check("slowRate", slowRate, slowRate > 0 && slowRate <= 100);
    check("open", open, open > 0);
    check("openMultiplier", openMultiplier, openMultiplier >= 1);
    check("longestOpen", longestOpen, longestOpen >= open);
    check("halfOpenCalls", halfOpenCalls, halfOpenCalls >= 1 && halfOpenCalls <= LARGEST);
  }

  private static void check(String name, Number value, boolean legal) {
    if (!legal) {
      throw new IllegalArgumentException(name + " " + value);
    }
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
    if (rounds == 0 || openMultiplier == 1) {
      return open;
    }
    double length = open * Math.pow(openMultiplier, rounds);
    return length >= longestOpen ? longestOpen : (long) length;
  }
}
