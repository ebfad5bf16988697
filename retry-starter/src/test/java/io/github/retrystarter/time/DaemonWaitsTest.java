package io.github.retrystarter.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits without a thread, in the real time; none of them is over before the test. */
@Timeout(60)
class DaemonWaitsTest {

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final DaemonWaits waits = new DaemonWaits();

  @Test
  void aCancelledWaitIsForgottenAtOnce() {
    List<Time.Alarm> pending = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      pending.add(waits.after(HOUR, whole -> {}));
    }
    assertThat(waits.pending()).isEqualTo(1000);
    pending.forEach(Time.Alarm::cancel);
    assertThat(waits.pending()).isZero();
  }

  @Test
  void endingThemDoesTheWorkOfEachOnce() throws Exception {
    List<Boolean> ends = new CopyOnWriteArrayList<>();
    CountDownLatch both = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      waits.after(
          HOUR,
          whole -> {
            ends.add(whole);
            both.countDown();
          });
    }
    waits.close();
    await(both);
    waits.close();
    assertThat(waits.pending()).isZero();
    assertThat(ends).containsExactly(false, false);
  }

  @Test
  void itsThreadsAreDaemonsThatGoWhenThereIsNothingToDo() throws Exception {
    CompletableFuture<Thread> waited = new CompletableFuture<>();
    CompletableFuture<Thread> urgent = new CompletableFuture<>();
    waits.after(1, whole -> waited.complete(Thread.currentThread()));
    waits.run(() -> urgent.complete(Thread.currentThread()));
    assertThat(waited.get(30, TimeUnit.SECONDS).getName()).isEqualTo("retry");
    assertThat(urgent.get(30, TimeUnit.SECONDS).getName()).isEqualTo("retry-limit");
    for (Thread each : List.of(waited.join(), urgent.join())) {
      assertThat(each.isDaemon()).isTrue();
      each.join(TimeUnit.SECONDS.toMillis(30));
      assertThat(each.isAlive()).isFalse();
    }
  }

  /**
   * An attempt that waits for an inner call whose own wait has to end, in every thread there is.
   */
  @Test
  void workMayWaitForOtherWork() throws Exception {
    int many = 4 * Runtime.getRuntime().availableProcessors();
    CountDownLatch allAtWork = new CountDownLatch(many);
    CompletableFuture<?>[] done = new CompletableFuture<?>[many];
    for (int i = 0; i < many; i++) {
      CompletableFuture<String> outer = new CompletableFuture<>();
      done[i] = outer;
      waits.after(
          1,
          whole -> {
            allAtWork.countDown();
            await(allAtWork);
            CompletableFuture<String> inner = new CompletableFuture<>();
            waits.after(1, ended -> inner.complete("inner"));
            outer.complete(inner.join());
          });
    }
    CompletableFuture.allOf(done).get(30, TimeUnit.SECONDS);
    assertThat(allAtWork.getCount()).isZero();
  }

  /** As many as there are threads for them, and more. */
  private CountDownLatch allBlocked() {
    CountDownLatch blocked = new CountDownLatch(200);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < 210; i++) {
      waits.after(
          0,
          whole -> {
            blocked.countDown();
            await(release);
          });
    }
    await(blocked);
    return release;
  }

  @Test
  void whatIsUrgentDoesNotQueueBehindWorkThatTakesItsTime() throws Exception {
    CountDownLatch release = allBlocked();
    CompletableFuture<Long> urgent = new CompletableFuture<>();
    waits.run(() -> urgent.complete(release.getCount()));
    assertThat(urgent.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    release.countDown();
  }

  @Test
  void norDoesAWaitThatIsEnded() throws Exception {
    CountDownLatch release = allBlocked();
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    waits.after(HOUR, ended::complete);
    waits.close();
    assertThat(ended.get(30, TimeUnit.SECONDS)).isFalse();
    assertThat(release.getCount()).isEqualTo(1);
    release.countDown();
  }

  /** Its time was over; but nobody shall begin an attempt now. */
  @Test
  void aWaitWhoseWorkHasNotBegunWhenAllAreEndedIsNotWholeThoughTheyBeginAgain() throws Exception {
    List<Runnable> queue = new CopyOnWriteArrayList<>();
    CountDownLatch queued = new CountDownLatch(1);
    DaemonWaits busy =
        new DaemonWaits(
            work -> {
              queue.add(work);
              queued.countDown();
            },
            Runnable::run);
    List<Boolean> ends = new ArrayList<>();
    busy.after(0, ends::add);
    await(queued);
    busy.close();
    busy.open();
    queue.get(0).run();
    assertThat(ends).containsExactly(false);
  }

  @Test
  void workIsDoneThoughNoThreadIsToBeHad() throws Exception {
    DaemonWaits poor =
        new DaemonWaits(
            work -> {
              throw new OutOfMemoryError("unable to create native thread");
            },
            work -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    CompletableFuture<Boolean> waited = new CompletableFuture<>();
    CompletableFuture<Boolean> urgent = new CompletableFuture<>();
    poor.after(0, waited::complete);
    poor.run(() -> urgent.complete(true));
    assertThat(waited.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(urgent).isCompletedWithValue(true);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
