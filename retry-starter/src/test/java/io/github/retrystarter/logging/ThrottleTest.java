package io.github.retrystarter.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void theFirstIsAdmittedWhateverTheClockSays() {
    for (long now : new long[] {0, -SECOND, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(new Throttle(now).admit(now)).as("at %d", now).isZero();
    }
  }

  @Test
  void theNextIsAdmittedAfterAWholeSecond() {
    Throttle throttle = new Throttle(5);
    assertThat(throttle.admit(5)).isZero();
    assertThat(throttle.admit(5 + SECOND - 1)).isEqualTo(Throttle.LEFT_OUT);
    assertThat(throttle.admit(5 + SECOND)).isEqualTo(1);
    assertThat(throttle.admit(5 + 2 * SECOND)).isZero();
  }

  @Test
  void aClockThatIsBehindAdmitsNothing() {
    Throttle throttle = new Throttle(5 * SECOND);
    assertThat(throttle.admit(5 * SECOND)).isZero();
    assertThat(throttle.admit(3 * SECOND)).isEqualTo(Throttle.LEFT_OUT);
  }

  /** Four threads, one clock that they move together: 40 000 steps of 1 ms are 40 s. */
  @Test
  void noneIsLostWhereManyComeAtTheSameTime() throws Exception {
    Throttle throttle = new Throttle(0);
    AtomicLong clock = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<long[]>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Callable<long[]> asking = () -> ask(throttle, clock);
        all.add(threads.submit(asking));
      }
      long lines = 0;
      long leftOut = 0;
      for (Future<long[]> each : all) {
        lines += each.get()[0];
        leftOut += each.get()[1];
      }
      long last = throttle.admit(clock.get() + SECOND);
      assertThat(lines).isBetween(38L, 40L);
      assertThat(lines + leftOut + last).isEqualTo(40_000);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long[] ask(Throttle throttle, AtomicLong clock) {
    long[] linesAndLeftOut = {0, 0};
    for (int i = 0; i < 10_000; i++) {
      long leftOut = throttle.admit(clock.getAndAdd(TimeUnit.MILLISECONDS.toNanos(1)));
      if (leftOut != Throttle.LEFT_OUT) {
        linesAndLeftOut[0]++;
        linesAndLeftOut[1] += leftOut;
      }
    }
    return linesAndLeftOut;
  }
}
