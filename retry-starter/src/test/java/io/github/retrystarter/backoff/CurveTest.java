package io.github.retrystarter.backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveTest {

  private static final long MS = 1_000_000;

  @Test
  void aFixedDelayStaysTheSame() {
    assertThat(millis(new Curve.Fixed(100 * MS), 5)).containsExactly(100, 100, 100, 100, 100);
  }

  @Test
  void aLinearDelayGrowsByItsIncrement() {
    assertThat(millis(new Curve.Linear(100 * MS, 50 * MS), 5))
        .containsExactly(100, 150, 200, 250, 300);
  }

  @Test
  void aLinearDelayWithoutIncrementStaysTheSame() {
    assertThat(millis(new Curve.Linear(100 * MS, 0), 3)).containsExactly(100, 100, 100);
  }

  @Test
  void aLinearDelayOfZeroStillGrows() {
    assertThat(millis(new Curve.Linear(0, 50 * MS), 3)).containsExactly(0, 50, 100);
  }

  @Test
  void anExponentialDelayIsMultiplied() {
    assertThat(millis(new Curve.Exponential(100 * MS, 2), 8))
        .containsExactly(100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800);
    assertThat(millis(new Curve.Exponential(1_000 * MS, 3), 5))
        .containsExactly(1_000, 3_000, 9_000, 27_000, 81_000);
  }

  @Test
  void anExponentialDelayIsExactToTheNanosecondWhereItsMultiplierHasNoExactBinaryForm() {
    assertThat(nanos(new Curve.Exponential(100 * MS, 1.15), 3))
        .containsExactly(100_000_000, 115_000_000, 132_250_000);
    assertThat(nanos(new Curve.Exponential(100 * MS, 1.1), 4))
        .containsExactly(100_000_000, 110_000_000, 121_000_000, 133_100_000);
  }

  @Test
  void aMultiplierOfOneLeavesTheDelayAsItIs() {
    assertThat(new Curve.Exponential(100 * MS, 1).nanos(Integer.MAX_VALUE, 0)).isEqualTo(100 * MS);
  }

  @Test
  void anAdaptiveDelayGrowsFromWhatAnAttemptTakes() {
    Curve curve = new Curve.Adaptive(100 * MS, 1.5);
    assertThat(nanos(curve, 400 * MS, 3)).containsExactly(400 * MS, 600 * MS, 900 * MS);
  }

  @Test
  void anAdaptiveDelayGrowsFromTheDelayWhereAttemptsAreQuickerOrNotKnown() {
    Curve curve = new Curve.Adaptive(100 * MS, 2);
    assertThat(nanos(curve, 100 * MS - 1, 3)).containsExactly(100 * MS, 200 * MS, 400 * MS);
    assertThat(nanos(curve, 0, 3)).containsExactly(100 * MS, 200 * MS, 400 * MS);
  }

  @Test
  void anAdaptiveDelayOfZeroIsWhatAnAttemptTakes() {
    assertThat(nanos(new Curve.Adaptive(0, 2), 30 * MS, 2)).containsExactly(30 * MS, 60 * MS);
  }

  @Test
  void onlyAnAdaptiveDelayHasNoBoundOfItsOwn() {
    assertThat(new Curve.Adaptive(100 * MS, 2).longest(1)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Curve.Exponential(100 * MS, 2).longest(3)).isEqualTo(400 * MS);
  }

  @Test
  void aFibonacciDelayIsTheSumOfTheTwoBefore() {
    assertThat(millis(new Curve.Fibonacci(100 * MS), 8))
        .containsExactly(100, 200, 300, 500, 800, 1_300, 2_100, 3_400);
  }

  @Test
  void stepsAreTakenOneByOneAndTheLastRepeats() {
    assertThat(millis(new Curve.Steps(List.of(500 * MS, 0L, 20 * MS)), 5))
        .containsExactly(500, 0, 20, 20, 20);
  }

  @Test
  void stepsWithoutADelayAreRefused() {
    assertThatThrownBy(() -> new Curve.Steps(List.of()))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("no delays");
  }

  @Test
  void theLargestSumsThatFitAreStillExact() {
    assertThat(new Curve.Linear(7, (Long.MAX_VALUE - 7) / 9_999).nanos(10_000, 0))
        .isEqualTo(7 + (Long.MAX_VALUE - 7) / 9_999 * 9_999);
    // F(92) is the largest Fibonacci number below 2^63; d(1) = F(2).
    assertThat(new Curve.Fibonacci(1).nanos(91, 0)).isEqualTo(7_540_113_804_746_346_429L);
    assertThat(new Curve.Fibonacci(1).nanos(92, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Curve.Exponential(1, 2).nanos(63, 0)).isEqualTo(1L << 62);
    assertThat(new Curve.Exponential(1, 2).nanos(64, 0)).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, Integer.MAX_VALUE})
  void whatWouldOverflowIsTheLongestTimeThereIs(int n) {
    long century = Duration.ofDays(36_525).toNanos();
    assertThat(new Curve.Linear(century, century).nanos(n, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Curve.Linear(Long.MAX_VALUE, 1).nanos(n, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Curve.Exponential(century, 2).nanos(n, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Curve.Exponential(1, Double.MAX_VALUE).nanos(n, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Curve.Adaptive(1, 2).nanos(n, century)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Curve.Adaptive(1, Double.MAX_VALUE).nanos(n, 1)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Curve.Fibonacci(century).nanos(n, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Curve.Fixed(Long.MAX_VALUE).nanos(n, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Curve.Steps(List.of(1L, Long.MAX_VALUE)).nanos(n, 0)).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10_000, Integer.MAX_VALUE})
  void aDelayOfZeroStaysZero(int n) {
    assertThat(new Curve.Fixed(0).nanos(n, 0)).isZero();
    assertThat(new Curve.Linear(0, 0).nanos(n, 0)).isZero();
    assertThat(new Curve.Exponential(0, 2).nanos(n, 0)).isZero();
    assertThat(new Curve.Exponential(0, Double.MAX_VALUE).nanos(n, 0)).isZero();
    assertThat(new Curve.Adaptive(0, Double.MAX_VALUE).nanos(n, 0)).isZero();
    assertThat(new Curve.Fibonacci(0).nanos(n, 0)).isZero();
    assertThat(new Curve.Steps(List.of(0L)).nanos(n, 0)).isZero();
  }

  private static long[] nanos(Curve curve, int retries) {
    return nanos(curve, 0, retries);
  }

  private static long[] nanos(Curve curve, long typical, int retries) {
    return IntStream.rangeClosed(1, retries).mapToLong(n -> curve.nanos(n, typical)).toArray();
  }

  private static long[] millis(Curve curve, int retries) {
    return LongStream.of(nanos(curve, retries))
        .map(
            nanos -> {
              assertThat(nanos % MS).isZero();
              return nanos / MS;
            })
        .toArray();
  }
}
