package io.github.retrystarter.breaker;

import io.github.retrystarter.benchmarks.Interleavings;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Two threads, each switch between them tried: a window is that of some order of its calls. */
@Param(name = "failed", gen = BooleanGen.class)
public class CountWindowInterleavingsTest {

  /** It trips at three failures of three. */
  private static final BreakerSettings NUMBERS =
      new BreakerSettings(
          100,
          3,
          0,
          3,
          BreakerSettings.OFF,
          BreakerSettings.NEVER,
          100,
          1,
          1,
          1,
          1,
          CountedFailures.DEFAULT,
          Mode.ENFORCE);

  private final CountWindow window = new CountWindow(3);

  @Operation
  public boolean trips(@Param(name = "failed") boolean failed) {
    return window.add(failed, !failed, NUMBERS, 0);
  }

  @Operation
  public long tally() {
    return window.tally(0);
  }

  @Test
  void allAreLinearizable() {
    Interleavings.check(
        CountWindowInterleavingsTest.class,
        4,
        "trips(false) trips(true) ; trips(true) | trips(true) trips(false) ; tally",
        "trips(true) trips(true) ; trips(true) | trips(false) tally ; tally",
        "trips(true) trips(false) trips(true) ; trips(false) | trips(true) tally ; tally",
        "; trips(true) trips(false) | trips(false) trips(true) ; trips(true) tally trips(true)",
        "trips(false) ; trips(false) trips(true) trips(true) | trips(true) ; trips(false) tally");
  }
}
