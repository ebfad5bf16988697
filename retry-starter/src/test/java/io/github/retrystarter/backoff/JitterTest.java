package io.github.retrystarter.backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The distributions, integrated over an even grid of random numbers instead of sampled: the same
 * result in every run.
 */
class JitterTest {

  private static final int GRID = 20_000;
  private static final long SECOND = 1_000_000_000;
  private static final long CAP = 60 * SECOND;

  /** Mean and variance, in seconds and seconds squared. */
  private record Moments(double mean, double variance) {}

  @Test
  void noneIsTheDelayItself() {
    assertThat(spread(Jitter.NONE, 4 * SECOND)).containsOnly(4 * SECOND);
  }

  @Test
  void fullIsUniformFromZeroToTheDelay() {
    assertUniform(spread(Jitter.FULL, 4 * SECOND), 0, 4);
  }

  @Test
  void equalIsUniformFromHalfTheDelayToTheDelay() {
    assertUniform(spread(Jitter.EQUAL, 4 * SECOND), 2, 4);
  }

  @Test
  void proportionalIsUniformWithinTheFactorAroundTheDelay() {
    assertUniform(grid(waits(Jitter.PROPORTIONAL, 4 * SECOND, CAP, 0.25), 0), 3, 5);
  }

  @Test
  void proportionalWithFactorOneReachesFromZeroToTwiceTheDelay() {
    assertUniform(grid(waits(Jitter.PROPORTIONAL, 4 * SECOND, CAP, 1), 0), 0, 8);
  }

  @Test
  void proportionalWithFactorZeroIsTheDelayItself() {
    assertThat(grid(waits(Jitter.PROPORTIONAL, 4 * SECOND, CAP, 0), 0)).containsOnly(4 * SECOND);
  }

  @Test
  void proportionalAtTheCapDrawsFromWhatIsLeftBelowIt() {
    assertUniform(grid(waits(Jitter.PROPORTIONAL, 4 * SECOND, 4 * SECOND, 0.25), 0), 3, 4);
  }

  @Test
  void decorrelatedIsUniformFromTheDelayToThreeTimesThePreviousWait() {
    Waits waits = waits(Jitter.DECORRELATED, SECOND, CAP, 0.5);
    assertUniform(grid(waits, 0), 1, 3);
    assertUniform(LongStream.of(next(waits, 5 * SECOND)), 1, 15);
  }

  @Test
  void decorrelatedNeverDrawsFromAboveTheCap() {
    Waits waits = waits(Jitter.DECORRELATED, SECOND, 10 * SECOND, 0.5);
    assertUniform(LongStream.of(next(waits, 5 * SECOND)), 1, 10);
    assertUniform(LongStream.of(next(waits, Long.MAX_VALUE)), 1, 10);
  }

  @Test
  void decorrelatedStillSpreadsAfterAServerAskedForNoWaitAtAll() {
    Waits waits = waits(Jitter.DECORRELATED, SECOND, CAP, 0.5);
    assertUniform(LongStream.of(next(waits, 0)), 1, 3);
  }

  @Test
  void centeredHasTheMeanAndVarianceOfBetaTwoTwo() {
    Moments moments = moments(spread(Jitter.CENTERED, 4 * SECOND));
    assertThat(moments.mean).isCloseTo(4 / 2.0, within(1e-6));
    assertThat(moments.variance).isCloseTo(4 * 4 / 20.0, within(1e-5));
  }

  @Test
  void centeredHasTheDistributionFunctionOfBetaTwoTwo() {
    Waits waits = waits(Jitter.CENTERED, 4 * SECOND, CAP, 0.5);
    for (double random = 0; random < 1; random += 1.0 / 512) {
      double x = waits.nanos(1, 0, 0, random) / (4.0 * SECOND);
      assertThat(3 * x * x - 2 * x * x * x).isCloseTo(random, within(1e-9));
    }
  }

  @Test
  void centeredHasFewExtremes() {
    long extreme =
        spread(Jitter.CENTERED, 4 * SECOND)
            .filter(nanos -> nanos < 0.4 * SECOND || nanos > 3.6 * SECOND)
            .count();
    // 2 · (3 · 0.1² - 2 · 0.1³) = 5.6 %; a uniform one has 20 %.
    assertThat(extreme / (double) GRID).isCloseTo(0.056, within(1e-3));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void jitterIsAliveAtTheCap(Jitter jitter) {
    Waits waits =
        new Waits.Computed(
            new Curve.Exponential(SECOND / 10, 2), jitter, 0.5, SECOND / 10, 10 * SECOND);
    long[] drawn =
        IntStream.range(0, GRID)
            .mapToLong(i -> waits.nanos(10_000, 10 * SECOND, 0, (i + 0.5) / GRID))
            .toArray();
    assertThat(Arrays.stream(drawn).distinct().count()).isEqualTo(GRID);
    assertThat(Arrays.stream(drawn).filter(nanos -> nanos == 10 * SECOND).count()).isZero();
    assertThat(Arrays.stream(drawn).max().orElseThrow()).isGreaterThan(9_900_000_000L);
  }

  @ParameterizedTest
  @EnumSource
  void theLongestDelayThereIsDoesNotOverflow(Jitter jitter) {
    Waits waits = waits(jitter, Long.MAX_VALUE, Long.MAX_VALUE, 0.3);
    assertThat(waits.longest(1, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(waits.nanos(1, 0, 0, Math.nextDown(1.0))).isPositive();
    assertThat(waits.nanos(1, 0, 0, 0)).isNotNegative();
  }

  /** The delay of the first retry. */
  private static LongStream spread(Jitter jitter, long delay) {
    return grid(waits(jitter, delay, CAP, 0.5), 0);
  }

  private static Waits waits(Jitter jitter, long delay, long cap, double factor) {
    return new Waits.Computed(new Curve.Fixed(delay), jitter, factor, delay, cap);
  }

  private static LongStream grid(Waits waits, long previous) {
    return IntStream.range(0, GRID).mapToLong(i -> waits.nanos(1, previous, 0, (i + 0.5) / GRID));
  }

  /** The second retry. */
  private static long[] next(Waits waits, long previous) {
    return IntStream.range(0, GRID)
        .mapToLong(i -> waits.nanos(2, previous, 0, (i + 0.5) / GRID))
        .toArray();
  }

  private static void assertUniform(LongStream nanos, double low, double high) {
    long[] values = nanos.toArray();
    Moments moments = moments(Arrays.stream(values));
    assertThat(moments.mean).isCloseTo((low + high) / 2, within(1e-6));
    assertThat(moments.variance).isCloseTo((high - low) * (high - low) / 12, within(1e-5));
    double cell = (high - low) / GRID;
    assertThat(Arrays.stream(values).min().orElseThrow() / 1e9).isCloseTo(low, within(cell));
    assertThat(Arrays.stream(values).max().orElseThrow() / 1e9).isCloseTo(high, within(cell));
  }

  private static Moments moments(LongStream nanos) {
    double[] seconds = nanos.mapToDouble(each -> each / 1e9).toArray();
    double mean = Arrays.stream(seconds).average().orElseThrow();
    double variance =
        Arrays.stream(seconds).map(each -> (each - mean) * (each - mean)).average().orElseThrow();
    return new Moments(mean, variance);
  }
}
