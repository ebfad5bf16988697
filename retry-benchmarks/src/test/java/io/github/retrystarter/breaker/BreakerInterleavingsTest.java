package io.github.retrystarter.breaker;

import io.github.retrystarter.benchmarks.Interleavings;
import org.junit.jupiter.api.Test;

/** A breaker with a window of two calls, which trips when both fail. */
public class BreakerInterleavingsTest extends BreakerOperations {

  /** Half-open, with two places. */
  private static final String HALF_OPEN =
      "enter(0) enter(1) leave(0,true) leave(1,true) theOpenTimePasses ";

  public BreakerInterleavingsTest() {
    super(2, BreakerSettings.OFF);
  }

  @Test
  void allAreLinearizable() {
    Interleavings.check(
        BreakerInterleavingsTest.class,
        0,
        // It trips once, and whoever comes a moment later finds it open.
        "enter(0) leave(0,true) enter(1) enter(2) ; leave(1,true) | leave(2,true) ; state",
        "enter(0) leave(0,true) enter(1) enter(2) ; leave(1,true) | leave(2,false) enter(3) ; state",
        "enter(0) leave(0,true) enter(1) ; leave(1,true) | forceOpen ; state",
        "enter(0) leave(0,true) enter(1) ; leave(1,true) | reset enter(2) ; state",
        // It becomes half-open once, and lets two through.
        HALF_OPEN + "; state | state ; enter(2)",
        HALF_OPEN + "; enter(2) enter(3) | enter(4) ; state",
        HALF_OPEN + "enter(2) ; giveBack(2) | enter(3) enter(4) ; enter(5)",
        // It is judged once.
        HALF_OPEN + "enter(2) enter(3) ; leave(2,true) | leave(3,true) ; state",
        HALF_OPEN + "enter(2) enter(3) ; leave(2,true) enter(4) | leave(3,false) enter(5) ; state",
        // What is late changes nothing, and makes no room.
        HALF_OPEN + "enter(2) enter(3) ; enter(4) | forceOpen giveBack(2) ; state",
        HALF_OPEN + "enter(2) enter(3) ; leave(2,false) leave(3,false) | reset ; state",
        "enter(0) enter(1) enter(2) ; leave(0,true) leave(1,true) | reset leave(2,true) ; state");
  }
}
