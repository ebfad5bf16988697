package io.github.retrystarter.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Numbers by which no window trips. */
  private static final BreakerSettings NEVER = never();

  private static BreakerSettings never() {
    BreakerRig rig = new BreakerRig();
    rig.windowSize = BreakerSettings.LARGEST;
    rig.minimumCalls = BreakerSettings.LARGEST;
    rig.failureRate = 100;
    return rig.settings();
  }

  @Test
  void aWindowThatHasTrippedStaysSo() {
    BreakerRig rig = new BreakerRig();
    CountWindow window = new CountWindow(rig.windowSize);
    for (int i = 0; i < rig.minimumCalls - 1; i++) {
      assertThat(window.add(true, false, rig.settings(), 0)).isFalse();
    }
    for (int i = 0; i < 20; i++) {
      assertThat(window.add(i > 0, false, rig.settings(), 0)).isTrue();
    }
    assertThat(Tally.calls(window.tally(0))).isEqualTo(rig.minimumCalls);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100, 1_000})
  void aWindowOfCallsIsThatOfAPlainQueue(int size) {
    Random random = new Random(size);
    CountWindow window = new CountWindow(size);
    Deque<Long> queue = new ArrayDeque<>();
    long sum = 0;
    for (int i = 0; i < 10 * size + 1_000; i++) {
      boolean failed = random.nextBoolean();
      boolean slow = random.nextInt(3) == 0;
      queue.add(Tally.of(failed, slow));
      sum += Tally.of(failed, slow) - (queue.size() > size ? queue.remove() : 0);
      window.add(failed, slow, NEVER, 0);
      assertThat(window.tally(0)).isEqualTo(sum);
    }
  }

  /** Its numbers are used up after two turns, sooner than any other's. */
  @Test
  void theLargestWindowCountsRightThroughManyTurns() {
    int size = BreakerSettings.LARGEST;
    CountWindow window = new CountWindow(size);
    for (int turn = 0; turn < 5; turn++) {
      for (int i = 0; i < size; i++) {
        window.add(i % 4 == turn % 4, turn % 2 == 0, NEVER, 0);
      }
      long tally = window.tally(0);
      assertThat(Tally.calls(tally)).isEqualTo(size);
      assertThat(Tally.failures(tally)).isEqualTo(size / 4);
      assertThat(Tally.slow(tally)).isEqualTo(turn % 2 == 0 ? size : 0);
    }
  }

  /** A tenth of a window may be long: what fails at its end must not go unseen. */
  @Test
  void aTenthWithMoreCallsThanItCanCountStillSeesWhatIsNew() {
    TimeWindow window = new TimeWindow(3600 * SECOND, 0);
    long tally = add(window, Tally.LARGEST, false);
    assertThat(Tally.failureRate(tally)).isZero();
    tally = add(window, 2 * Tally.LARGEST, true);
    assertThat(Tally.failureRate(tally)).isGreaterThan(70);
    assertThat(Tally.calls(tally)).isGreaterThanOrEqualTo(BreakerSettings.LARGEST);
  }

  @Test
  void aWindowOfTimeKeepsItsRatesWhereItsCountsNoLongerFit() {
    TimeWindow window = new TimeWindow(10 * SECOND, 0);
    for (int second = 0; second < 3; second++) {
      for (int i = 0; i < 1_500_000; i++) {
        window.add(i % 4 == 0, i % 2 == 0, NEVER, second * SECOND);
      }
    }
    long tally = window.tally(2 * SECOND);
    assertThat(Tally.calls(tally)).isBetween(BreakerSettings.LARGEST, Tally.LARGEST);
    assertThat(Tally.failureRate(tally)).isEqualTo(25);
    assertThat(Tally.slowRate(tally)).isEqualTo(50);
  }

  /** The clock's zero is anywhere. */
  @Test
  void aWindowOfTimeMayBeginBelowZero() {
    TimeWindow window = new TimeWindow(10 * SECOND, -100 * SECOND);
    window.add(true, false, NEVER, -100 * SECOND);
    assertThat(Tally.calls(window.tally(-91 * SECOND))).isOne();
    assertThat(Tally.calls(window.tally(-90 * SECOND))).isZero();
  }

  private static long add(TimeWindow window, int calls, boolean failed) {
    for (int i = 0; i < calls; i++) {
      window.add(failed, false, NEVER, 0);
    }
    return window.tally(0);
  }
}
