package io.github.retrystarter.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On the real clock; loops instead of sleeps, and the time limit of the tests ends what hangs. */
@Timeout(60)
class CoarseClockTest {

  private final CoarseClock clock = new CoarseClock(2);

  @AfterEach
  void close() {
    clock.close();
  }

  @Test
  void theFirstReadingIsTheRealClocks() {
    long before = System.nanoTime();
    long reading = clock.nanos();
    assertThat(reading - before).isNotNegative();
    assertThat(System.nanoTime() - reading).isNotNegative();
  }

  @Test
  void itIsNeverAheadOfTheRealClockAndNeverGoesBack() {
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      readers.add(
          CompletableFuture.runAsync(
              () -> {
                long last = clock.nanos();
                for (int n = 0; n < 200_000; n++) {
                  long reading = clock.nanos();
                  if (reading - last < 0 || System.nanoTime() - reading < 0) {
                    throw new AssertionError("after " + n + " readings");
                  }
                  last = reading;
                }
              }));
    }
    readers.forEach(CompletableFuture::join);
  }

  /** One of them starts the clock; the others come in while it does. */
  @Test
  void ofReadersThatComeTogetherNoneSeesItGoBack() {
    for (int round = 0; round < 300; round++) {
      CoarseClock started = new CoarseClock(2);
      CyclicBarrier together = new CyclicBarrier(4);
      List<CompletableFuture<Long>> readers = new ArrayList<>();
      ExecutorService threads = Executors.newFixedThreadPool(4);
      for (int i = 0; i < 4; i++) {
        readers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  await(together);
                  long first = started.nanos();
                  return started.nanos() - first;
                },
                threads));
      }
      assertThat(readers).allSatisfy(step -> assertThat(step.join()).isNotNegative());
      threads.shutdown();
      started.close();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void itMovesOnWhileItIsRead() {
    long first = clock.nanos();
    long reading = first;
    int moves = 0;
    while (moves < 3) {
      long next = clock.nanos();
      if (next != reading) {
        moves++;
      }
      reading = next;
    }
    assertThat(reading - first).isPositive();
    assertThat(clock.ticking()).isTrue();
  }

  @Test
  void itsThreadEndsWhenNobodyReadsItAndTheNextReadingIsTheRealClocksAgain() {
    for (int round = 0; round < 3; round++) {
      clock.nanos();
      while (clock.ticking()) {
        Thread.onSpinWait();
      }
      long before = System.nanoTime();
      assertThat(clock.nanos() - before).isNotNegative();
      assertThat(clock.ticking()).isTrue();
    }
  }

  @Test
  void onceClosedItIsTheRealClockWithoutAThread() {
    clock.nanos();
    clock.close();
    while (clock.ticking()) {
      Thread.onSpinWait();
    }
    long before = System.nanoTime();
    assertThat(clock.nanos() - before).isNotNegative();
    assertThat(clock.ticking()).isFalse();
  }

  @Test
  void openedAgainItTicksAgain() {
    clock.close();
    clock.nanos();
    assertThat(clock.ticking()).isFalse();
    clock.open();
    clock.nanos();
    assertThat(clock.ticking()).isTrue();
  }
}
