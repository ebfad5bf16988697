package io.github.retrystarter.breaker;

import io.github.retrystarter.benchmarks.Interleavings;
import org.junit.jupiter.api.Test;

/** A breaker that trips at two failures in a row. */
public class FailuresInRowInterleavingsTest extends BreakerOperations {

  public FailuresInRowInterleavingsTest() {
    super(100, 2);
  }

  @Test
  void allAreLinearizable() {
    Interleavings.check(
        FailuresInRowInterleavingsTest.class,
        0,
        "enter(0) enter(1) ; leave(0,true) | leave(1,true) ; state",
        "enter(0) leave(0,true) enter(1) enter(2) ; leave(1,true) | leave(2,false) enter(3) ; state",
        "enter(0) enter(1) enter(2) ; leave(0,true) leave(1,true) | leave(2,false) ; state",
        "enter(0) enter(1) enter(2) ; leave(0,true) leave(1,true) | reset leave(2,true) ; state");
  }
}
