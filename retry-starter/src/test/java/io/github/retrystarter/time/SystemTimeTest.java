package io.github.retrystarter.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * On the real clock. Nothing here asserts how fast it is: what should end at once would otherwise
 * take an hour, and the time limit of the tests fails it.
 */
@Timeout(60)
class SystemTimeTest {

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final SystemTime time = new SystemTime();

  @AfterEach
  void close() {
    time.close();
    Thread.interrupted();
  }

  @Test
  void aSleepIsNotShorterThanAskedFor() throws InterruptedException {
    long before = time.nanos();
    assertThat(time.sleep(2_000_000)).isTrue();
    assertThat(time.nanos() - before).isGreaterThanOrEqualTo(2_000_000);
  }

  @Test
  void aSleepOfNothingIsOverAtOnce() throws InterruptedException {
    assertThat(time.sleep(0)).isTrue();
    assertThat(time.sleep(-1)).isTrue();
    assertThat(time.sleep(Long.MIN_VALUE)).isTrue();
  }

  @Test
  void noSleepBeginsAfterClosing() throws InterruptedException {
    time.close();
    time.close();
    assertThat(time.closed()).isTrue();
    assertThat(time.sleep(0)).isFalse();
    assertThat(time.sleep(HOUR)).isFalse();
    assertThat(time.sleep(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void anInterruptedThreadDoesNotSleepAndItsFlagIsCleared() {
    for (long nanos : new long[] {0, HOUR}) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> time.sleep(nanos)).isExactlyInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void anInterruptCountsMoreThanClosing() {
    time.close();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> time.sleep(HOUR)).isExactlyInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anInterruptEndsASleep() throws InterruptedException {
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread sleeper =
        new Thread(
            () -> {
              try {
                time.sleep(HOUR);
                flag.completeExceptionally(new AssertionError("slept on"));
              } catch (InterruptedException e) {
                flag.complete(Thread.currentThread().isInterrupted());
              }
            });
    sleeper.start();
    untilParked(sleeper);
    sleeper.interrupt();
    assertThat(flag.join()).isFalse();
    sleeper.join();
  }

  @Test
  void aStrayPermitDoesNotEndASleep() throws InterruptedException {
    LockSupport.unpark(Thread.currentThread());
    long before = time.nanos();
    assertThat(time.sleep(2_000_000)).isTrue();
    assertThat(time.nanos() - before).isGreaterThanOrEqualTo(2_000_000);
  }

  @Test
  void closingWakesAllSleepers() throws InterruptedException {
    AtomicInteger cut = new AtomicInteger();
    List<Thread> sleepers = start(200, Thread::new, () -> {}, cut);
    for (Thread sleeper : sleepers) {
      untilParked(sleeper);
    }
    time.close();
    for (Thread sleeper : sleepers) {
      sleeper.join();
    }
    assertThat(cut).hasValue(200);
  }

  @Test
  void openingLetsSleepsBeginAgain() throws InterruptedException {
    time.close();
    time.open();
    time.open();
    assertThat(time.closed()).isFalse();
    assertThat(time.sleep(1)).isTrue();
    time.close();
    assertThat(time.sleep(1)).isFalse();
  }

  /** Most of the sleepers look only when it is open again. */
  @Test
  void whoWasAsleepWhenItClosedIsWokenThoughItOpensAtOnce() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      AtomicInteger cut = new AtomicInteger();
      List<Thread> sleepers = start(10, Thread::new, () -> {}, cut);
      for (Thread sleeper : sleepers) {
        untilParked(sleeper);
      }
      time.close();
      time.open();
      for (Thread sleeper : sleepers) {
        sleeper.join();
      }
      assertThat(cut).hasValue(10);
    }
  }

  /** The sleepers begin while the clock is being closed: some before, some after, some between. */
  @Test
  void noWakeUpIsLostWhereSleepsBeginWhileItCloses() throws Exception {
    for (int round = 0; round < 300; round++) {
      try (Closing closing = new Closing()) {
        AtomicInteger cut = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(5);
        List<Thread> sleepers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Thread sleeper =
              new Thread(
                  () -> {
                    try {
                      together.await();
                      if (!closing.time.sleep(HOUR)) {
                        cut.incrementAndGet();
                      }
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  });
          sleeper.start();
          sleepers.add(sleeper);
        }
        together.await();
        closing.time.close();
        for (Thread sleeper : sleepers) {
          sleeper.join();
        }
        assertThat(cut).hasValue(4);
      }
    }
  }

  /** Whatever fails: no thread shall sleep for an hour. */
  private record Closing(SystemTime time) implements AutoCloseable {
    private Closing() {
      this(new SystemTime());
    }

    @Override
    public void close() {
      time.close();
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void closingWakesTenThousandVirtualThreads() throws Exception {
    CountDownLatch begun = new CountDownLatch(10_000);
    AtomicInteger cut = new AtomicInteger();
    List<Thread> sleepers = start(10_000, virtualThreads(), begun::countDown, cut);
    begun.await();
    time.close();
    for (Thread sleeper : sleepers) {
      sleeper.join();
    }
    assertThat(cut).hasValue(10_000);
  }

  @Test
  void anAlarmGoesOffInAnotherThread() {
    CompletableFuture<Thread> rung = new CompletableFuture<>();
    time.alarm(1, () -> rung.complete(Thread.currentThread()));
    Thread thread = rung.join();
    assertThat(thread).isNotSameAs(Thread.currentThread());
    assertThat(thread.getName()).isEqualTo("retry-alarm");
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void anAlarmIsNotEarly() {
    CompletableFuture<Long> rung = new CompletableFuture<>();
    long before = time.nanos();
    time.alarm(2_000_000, () -> rung.complete(time.nanos()));
    assertThat(rung.join() - before).isGreaterThanOrEqualTo(2_000_000);
  }

  @Test
  void alarmsGoOffAfterClosingTooForAttemptsThatStillRun() {
    CompletableFuture<Boolean> rung = new CompletableFuture<>();
    time.close();
    time.alarm(1, () -> rung.complete(true));
    assertThat(rung.join()).isTrue();
  }

  @Test
  void anAlarmThatWasCalledOffIsForgottenAtOnce() {
    List<Time.Alarm> alarms = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      alarms.add(time.alarm(i % 2 == 0 ? HOUR : Long.MAX_VALUE, () -> {}));
    }
    assertThat(time.pendingAlarms()).isEqualTo(1_000);
    alarms.forEach(Time.Alarm::cancel);
    assertThat(time.pendingAlarms()).isZero();
    alarms.forEach(Time.Alarm::cancel);
  }

  @Test
  void anAlarmThatWasCalledOffDoesNotGoOff() {
    AtomicInteger wrong = new AtomicInteger();
    CompletableFuture<Boolean> busy = new CompletableFuture<>();
    CompletableFuture<Boolean> later = new CompletableFuture<>();
    // One thread serves all alarms: while it is busy, none can go off before it is called off.
    time.alarm(0, busy::join);
    time.alarm(0, wrong::incrementAndGet).cancel();
    busy.complete(true);
    time.alarm(0, () -> later.complete(true));
    assertThat(later.join()).isTrue();
    assertThat(wrong).hasValue(0);
  }

  private List<Thread> start(int count, ThreadFactory factory, Runnable begun, AtomicInteger cut) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread =
          factory.newThread(
              () -> {
                begun.run();
                try {
                  if (!time.sleep(HOUR)) {
                    cut.incrementAndGet();
                  }
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private static void untilParked(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  /** By reflection: the tests are compiled for Java 17. */
  private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    return (ThreadFactory) type.getMethod("factory").invoke(builder);
  }
}
