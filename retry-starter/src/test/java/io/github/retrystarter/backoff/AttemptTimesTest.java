package io.github.retrystarter.backoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AttemptTimesTest {

  private static final long MS = 1_000_000;

  private final AttemptTimes times = new AttemptTimes();

  private void record(int times, long millis) {
    LongStream.range(0, times).forEach(i -> this.times.record(millis * MS));
  }

  @Test
  void fewerThanEightSayNothing() {
    assertThat(times.typical()).isZero();
    record(7, 100);
    assertThat(times.typical()).isZero();
  }

  @Test
  void eightAreEnough() {
    record(8, 100);
    assertThat(times.typical()).isEqualTo(100 * MS);
  }

  /** Mean 200 ms, each 100 ms off. */
  @Test
  void itIsTheMeanPlusTwoStandardDeviations() {
    record(4, 100);
    record(4, 300);
    assertThat(times.typical()).isEqualTo(400 * MS);
  }

  /** 1 … 8: mean 4.5, variance (8² - 1) / 12 = 5.25; by n - 1 it would be 6. */
  @Test
  void theyAreTheWholePopulationNotASampleOfIt() {
    LongStream.rangeClosed(1, 8).forEach(each -> times.record(each * 1_000 * MS));
    // 4.5 + 2 · 2.29128784747792
    assertThat(times.typical()).isEqualTo(9_082_575_695L);
  }

  /** 15 of 0 and one of 160 ms: mean 10 ms, variance (15 · 10² + 150²) / 16 = 1500 ms². */
  @Test
  void oneSlowAttemptOfSixteenCounts() {
    record(15, 0);
    record(1, 160);
    // 10 + 2 · 38.7298334620742
    assertThat(times.typical()).isEqualTo(87_459_667L);
  }

  @Test
  void theSeventeenthReplacesTheFirst() {
    record(1, 1_000);
    record(15, 100);
    assertThat(times.typical()).isGreaterThan(100 * MS);
    record(1, 100);
    assertThat(times.typical()).isEqualTo(100 * MS);
  }

  @Test
  void eachFurtherOneReplacesTheOldest() {
    record(16, 100);
    record(8, 300);
    assertThat(times.typical()).isEqualTo(400 * MS);
    record(8, 300);
    assertThat(times.typical()).isEqualTo(300 * MS);
  }

  @Test
  void attemptsThatTakeNoTimeCount() {
    record(4, 0);
    record(4, 200);
    assertThat(times.typical()).isEqualTo(300 * MS);
  }

  @Test
  void aNegativeDurationCountsAsZero() {
    LongStream.of(-1, Long.MIN_VALUE, -MS, -2).forEach(times::record);
    record(4, 200);
    assertThat(times.typical()).isEqualTo(300 * MS);
  }

  @Test
  void aNanosecondMoreOrLessIsNotLostInHours() {
    long hours = Duration.ofHours(10).toNanos();
    LongStream.range(0, 8).forEach(i -> times.record(hours + 2 * (i % 2)));
    assertThat(times.typical()).isEqualTo(hours + 3);
  }

  @Test
  void theLongestTimesThereAreDoNotOverflow() {
    LongStream.range(0, 16).forEach(i -> times.record(Long.MAX_VALUE));
    assertThat(times.typical()).isEqualTo(Long.MAX_VALUE);
    times.record(0);
    assertThat(times.typical()).isEqualTo(Long.MAX_VALUE);
  }
}
