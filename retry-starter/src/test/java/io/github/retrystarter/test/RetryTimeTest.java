package io.github.retrystarter.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RetryTimeTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final RetryTime time = new RetryTime();

  @AfterEach
  void clearFlag() {
    Thread.interrupted();
  }

  private static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }

  @Test
  void aWaitMovesTheClockToItsEndAndIsNoted() throws Exception {
    assertThat(time.sleep(3 * SECOND)).isTrue();
    assertThat(time.sleep(0)).isTrue();
    assertThat(time.sleep(Long.MIN_VALUE)).isTrue();
    assertThat(time.nanos()).isEqualTo(3 * SECOND);
    assertThat(time.mark()).isEqualTo(3 * SECOND);
    assertThat(time.now()).isEqualTo(Instant.parse("2026-01-01T00:00:03Z"));
    assertThat(time.waits()).containsExactly(seconds(3), Duration.ZERO, Duration.ZERO);
    assertThat(time.waited()).isEqualTo(seconds(3));
  }

  @Test
  void advancingIsNoWait() {
    time.advance(seconds(5));
    assertThat(time.nanos()).isEqualTo(5 * SECOND);
    assertThat(time.waits()).isEmpty();
    assertThat(time.waited()).isZero();
  }

  @Test
  void theClockCantGoBack() {
    assertThatThrownBy(() -> time.advance(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a clock can't go back: PT-0.001S");
  }

  @Test
  void alarmsGoOffInTheOrderOfTheirTimeWithTheClockAtIt() {
    List<String> rung = new ArrayList<>();
    time.alarm(3 * SECOND, () -> rung.add("c at " + time.nanos() / SECOND));
    time.alarm(SECOND, () -> rung.add("a at " + time.nanos() / SECOND));
    time.alarm(SECOND, () -> rung.add("b at " + time.nanos() / SECOND));
    time.alarm(4 * SECOND, () -> rung.add("never"));
    time.advance(seconds(3));
    assertThat(rung).containsExactly("a at 1", "b at 1", "c at 3");
    assertThat(time.alarms()).isEqualTo(1);
  }

  @Test
  void anAlarmThatAnAlarmSetsGoesOffOnTheSameWay() {
    List<Long> rung = new ArrayList<>();
    time.alarm(SECOND, () -> time.alarm(SECOND, () -> rung.add(time.nanos() / SECOND)));
    time.advance(seconds(10));
    assertThat(rung).containsExactly(2L);
  }

  @Test
  void anAlarmThatWasCalledOffIsForgottenAtOnce() {
    Time.Alarm alarm = time.alarm(SECOND, () -> fail());
    alarm.cancel();
    alarm.cancel();
    assertThat(time.alarms()).isZero();
    time.advance(seconds(2));
  }

  private static void fail() {
    throw new AssertionError("was called off");
  }

  @Test
  void whatIsTooFarAwayIsNeverAndNotNow() {
    time.advance(seconds(1));
    time.alarm(Long.MAX_VALUE, () -> fail());
    time.advance(Duration.ofDays(365));
    assertThat(time.alarms()).isEqualTo(1);
  }

  @Test
  void aWaitEndsAsARealOneWhereATimeLimitInterruptsIt() {
    Thread me = Thread.currentThread();
    time.alarm(2 * SECOND, me::interrupt);
    assertThatThrownBy(() -> time.sleep(5 * SECOND)).isInstanceOf(InterruptedException.class);
    assertThat(me.isInterrupted()).isFalse();
    assertThat(time.nanos()).isEqualTo(2 * SECOND);
    assertThat(time.waits()).containsExactly(seconds(2));
  }

  @Test
  void anInterruptedThreadDoesNotWait() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> time.sleep(SECOND)).isInstanceOf(InterruptedException.class);
    assertThat(time.waits()).isEmpty();
    assertThat(time.nanos()).isZero();
  }

  @Test
  void noWaitBeginsAfterClosing() throws Exception {
    time.close();
    assertThat(time.closed()).isTrue();
    assertThat(time.sleep(SECOND)).isFalse();
    assertThat(time.waits()).isEmpty();
    assertThat(time.nanos()).isZero();
  }

  @Test
  void openingLetsWaitsBeginAgain() throws Exception {
    time.close();
    time.open();
    assertThat(time.closed()).isFalse();
    assertThat(time.sleep(SECOND)).isTrue();
  }

  @Test
  void aWaitDuringWhichItClosesIsCutThoughItOpensAtOnce() throws Exception {
    time.alarm(
        SECOND,
        () -> {
          time.close();
          time.open();
        });
    assertThat(time.sleep(2 * SECOND)).isFalse();
    assertThat(time.waits()).containsExactly(seconds(1));
  }

  @Test
  void whatIsToHappenMeanwhileHappensBeforeEachWait() throws Exception {
    List<Long> seen = new ArrayList<>();
    time.beforeWait(() -> seen.add(time.nanos() / SECOND));
    time.sleep(SECOND);
    time.sleep(SECOND);
    assertThat(seen).containsExactly(0L, 1L);
  }

  @Test
  void aResetForgetsWaitsAndWhatWasToHappenButDoesNotTurnTheClockBack() throws Exception {
    AtomicInteger before = new AtomicInteger();
    time.beforeWait(before::incrementAndGet);
    time.sleep(SECOND);
    time.reset();
    assertThat(time.waits()).isEmpty();
    time.sleep(2 * SECOND);
    assertThat(time.waits()).containsExactly(seconds(2));
    assertThat(before).hasValue(1);
    assertThat(time.nanos()).isEqualTo(3 * SECOND);
  }

  @Test
  void aWaitWithoutAThreadTakesNoTimeAndIsNotedAndWhole() {
    List<Boolean> ends = new ArrayList<>();
    time.after(3 * SECOND, ends::add);
    assertThat(ends).containsExactly(true);
    assertThat(time.waits()).containsExactly(seconds(3));
    assertThat(time.nanos()).isEqualTo(3 * SECOND);
  }

  @Test
  void whileClosedItIsOverAtOnceAndNotWhole() {
    List<Boolean> ends = new ArrayList<>();
    time.close();
    time.after(SECOND, ends::add);
    assertThat(ends).containsExactly(false);
    assertThat(time.waits()).isEmpty();
    time.open();
    time.after(SECOND, ends::add);
    assertThat(ends).containsExactly(false, true);
  }

  @Test
  void closingEndsHeldWaitsThoughItOpensAtOnceAndNotTimeLimits() {
    List<Boolean> ends = new ArrayList<>();
    time.holdWaits(true);
    time.after(SECOND, ends::add);
    time.alarm(SECOND, () -> {});
    time.close();
    time.open();
    assertThat(ends).containsExactly(false);
    assertThat(time.alarms()).isEqualTo(1);
    time.after(SECOND, ends::add);
    time.advance(seconds(1));
    assertThat(ends).containsExactly(false, true);
  }

  private void waitInside(int deeper, AtomicInteger ends) {
    time.after(
        SECOND,
        whole -> {
          if (deeper > 0) {
            waitInside(deeper - 1, ends);
          }
          ends.incrementAndGet();
        });
  }

  @Test
  void waitsInsideOfWaitsDoNotExhaustTheStackAndAllAreOverWhenTheOutermostIs() {
    AtomicInteger ends = new AtomicInteger();
    waitInside(9_999, ends);
    assertThat(ends).hasValue(10_000);
    assertThat(time.waited()).isEqualTo(seconds(10_000));
  }

  private void runInside(int deeper, AtomicInteger ends) {
    time.run(
        () -> {
          if (deeper > 0) {
            runInside(deeper - 1, ends);
          }
          ends.incrementAndGet();
        });
  }

  @Test
  void norDoesWorkInsideOfWork() {
    AtomicInteger ends = new AtomicInteger();
    runInside(9_999, ends);
    assertThat(ends).hasValue(10_000);
  }

  private String joinInside(int deeper) {
    CompletableFuture<String> inner = new CompletableFuture<>();
    time.after(SECOND, whole -> inner.complete(deeper == 0 ? "innermost" : joinInside(deeper - 1)));
    return inner.join();
  }

  @Test
  void eachMayWaitForTheOneInsideOfIt() {
    assertThat(joinInside(100)).isEqualTo("innermost");
  }

  @Test
  void anInterruptDuringWaitsInsideOfWaitsIsLeftForWhatComesAfterwards() {
    Thread.currentThread().interrupt();
    AtomicInteger ends = new AtomicInteger();
    waitInside(100, ends);
    assertThat(ends).hasValue(101);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whatHappensInARealThreadIsSeenThoughTheClockStandsStill() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    AtomicInteger looks = new AtomicInteger();
    time.watch(() -> looks.incrementAndGet() == 5, () -> seen.complete("happened"));
    assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo("happened");
    assertThat(looks).hasValue(5);
    assertThat(time.nanos()).isZero();
    assertThat(time.waits()).isEmpty();
    assertThat(time.alarms()).isZero();
  }

  @Test
  void aLookThatThrowsIsTheLast() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    time.watch(
        () -> {
          throw new IllegalStateException("broken");
        },
        () -> seen.complete("broken"));
    assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo("broken");
  }

  /** Others, that are looked at as often and longer, tell when it would have been seen. */
  private void assertEndsTheLooks(Consumer<Time.Alarm> end) throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    AtomicBoolean happens = new AtomicBoolean();
    end.accept(time.watch(happens::get, () -> seen.add("what nobody looks at any more")));
    happens.set(true);
    CompletableFuture<Boolean> later = new CompletableFuture<>();
    AtomicInteger looks = new AtomicInteger();
    time.watch(() -> looks.incrementAndGet() == 8, () -> later.complete(true));
    assertThat(later.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).isEmpty();
  }

  @Test
  void aResetEndsTheLooks() throws Exception {
    assertEndsTheLooks(alarm -> time.reset());
  }

  @Test
  void soDoesTheHandle() throws Exception {
    assertEndsTheLooks(Time.Alarm::cancel);
  }

  @Test
  void aResetDropsTimeLimits() {
    time.alarm(SECOND, () -> fail());
    time.reset();
    assertThat(time.alarms()).isZero();
    time.advance(seconds(2));
  }

  @Test
  void aResetOpensWhatWasClosed() throws Exception {
    time.close();
    time.reset();
    assertThat(time.closed()).isFalse();
    assertThat(time.sleep(SECOND)).isTrue();
  }

  @Test
  void aResetDropsHeldWaits() {
    time.holdWaits(true);
    time.after(SECOND, whole -> fail());
    time.reset();
    assertThat(time.alarms()).isZero();
    time.advance(seconds(2));
    time.close();
  }

  /**
   * Those that begin together may end together; in any case no reading is before an earlier one.
   */
  @Test
  void threadsThatWaitAtTheSameTimeShareTheClockAndItNeverGoesBack() throws Exception {
    int count = 8;
    int rounds = 500;
    CyclicBarrier together = new CyclicBarrier(count);
    time.beforeWait(() -> await(together));
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      long wait = i * SECOND;
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int round = 0; round < rounds; round++) {
                    long before = time.nanos();
                    time.sleep(wait);
                    assertThat(time.nanos()).isGreaterThanOrEqualTo(before + wait);
                  }
                } catch (Throwable failure) {
                  failures.add(failure);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(time.waits()).hasSize(count * rounds);
    assertThat(time.waited()).isEqualTo(seconds(rounds * count * (count + 1) / 2));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }
}
