package io.github.retrystarter.benchmarks.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories of 20 seconds with 100 calls in each; the trouble ends with second 5. */
class RecoveryTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void oneThatNeverSuffersRecoversAtOnce() {
    assertThat(Recovery.seconds(bad(), 5)).hasValue(0);
  }

  @Test
  void recoveryIsTheFirstSecondOfGoodWindowsOnly() {
    assertThat(Recovery.seconds(bad(5, 6, 7), 5)).hasValue(3);
  }

  @Test
  void aRelapseCounts() {
    assertThat(Recovery.seconds(bad(5, 10), 5)).hasValue(6);
  }

  @Test
  void aBadLastWindowIsNoRecovery() {
    assertThat(Recovery.seconds(bad(19), 5)).isEmpty();
  }

  /** 1 % of the calls of 5 seconds are 5. */
  @Test
  void aWindowIsGoodWithOnePercentOfFailures() {
    assertThat(Recovery.seconds(withFailures(7, 5), 5)).hasValue(0);
    assertThat(Recovery.seconds(withFailures(7, 6), 5)).hasValue(3);
  }

  private static History bad(Integer... seconds) {
    return history(100, seconds);
  }

  private static History withFailures(int second, int failures) {
    return history(failures, second);
  }

  private static History history(int failures, Integer... badSeconds) {
    Timeline timeline = new Timeline();
    History history = new History(timeline, 20);
    for (int second = 0; second < history.seconds(); second++) {
      int lost = List.of(badSeconds).contains(second) ? failures : 0;
      timeline.in(
          second * SECOND,
          () -> {
            for (int call = 0; call < 100; call++) {
              long began = history.began();
              if (call >= lost) {
                history.succeeded(began);
              }
            }
          });
    }
    timeline.run();
    return history;
  }
}
