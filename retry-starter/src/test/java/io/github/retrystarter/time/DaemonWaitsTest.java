package io.github.retrystarter.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
      pending.add(waits.after(HOUR, () -> {}));
    }
    assertThat(waits.pending()).isEqualTo(1000);
    pending.forEach(Time.Alarm::cancel);
    assertThat(waits.pending()).isZero();
  }

  @Test
  void endingThemDoesTheWorkOfEachOnce() throws Exception {
    CompletableFuture<Thread> first = new CompletableFuture<>();
    CompletableFuture<Thread> second = new CompletableFuture<>();
    waits.after(HOUR, () -> first.complete(Thread.currentThread()));
    waits.after(HOUR, () -> second.complete(Thread.currentThread()));
    waits.endAll();
    assertThat(first.get(30, TimeUnit.SECONDS).getName()).isEqualTo("retry");
    assertThat(second.get(30, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    waits.endAll();
    assertThat(waits.pending()).isZero();
  }

  @Test
  void itsThreadsAreDaemonsThatGoWhenThereIsNothingToDo() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    waits.run(() -> thread.complete(Thread.currentThread()));
    Thread worker = thread.get(30, TimeUnit.SECONDS);
    assertThat(worker.isDaemon()).isTrue();
    worker.join(TimeUnit.SECONDS.toMillis(30));
    assertThat(worker.isAlive()).isFalse();
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
          () -> {
            allAtWork.countDown();
            await(allAtWork);
            CompletableFuture<String> inner = new CompletableFuture<>();
            waits.after(1, () -> inner.complete("inner"));
            outer.complete(inner.join());
          });
    }
    CompletableFuture.allOf(done).get(30, TimeUnit.SECONDS);
    assertThat(allAtWork.getCount()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
