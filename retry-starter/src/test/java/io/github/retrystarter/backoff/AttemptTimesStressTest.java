package io.github.retrystarter.backoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Eight threads on one window. */
class AttemptTimesStressTest {

  private static final int THREADS = 8;
  private static final int ATTEMPTS = 200_000;
  private static final int ROUNDS = 5_000;

  private static final long LOW = 1_000_000_007;
  private static final long HIGH = 5_000_000_011L;

  /**
   * Of two values, a share p of them the high one: mean + 2σ = LOW + (p + 2·√(p(1 - p)))·width. Its
   * least is LOW, at p = 0; its most is at p = 1/2 + 1/(2·√5).
   */
  private static final long MOST = (long) Math.ceil(LOW + (0.5 + Math.sqrt(5) / 2) * (HIGH - LOW));

  @Test
  void whatIsReadWhileOthersWriteIsAlwaysMadeOfRecordedTimes() throws Exception {
    AttemptTimes times = new AttemptTimes();
    inParallel(
        THREADS,
        thread -> {
          boolean enough = false;
          for (int i = 0; i < ATTEMPTS; i++) {
            times.record((i + thread) % 3 == 0 ? HIGH : LOW);
            long typical = times.typical();
            if (enough || typical != 0) {
              assertThat(typical).isBetween(LOW, MOST);
              enough = true;
            }
          }
        });
  }

  /** As two threads that meet before each window come closest to the same moment. */
  @Test
  void sixteenAttemptsAtTheSameTimeAreAllRemembered() throws Exception {
    AttemptTimes[] windows =
        Stream.generate(AttemptTimes::new).limit(ROUNDS).toArray(AttemptTimes[]::new);
    AtomicInteger arrived = new AtomicInteger();
    inParallel(
        2,
        thread -> {
          for (int round = 0; round < ROUNDS; round++) {
            arrived.incrementAndGet();
            while (arrived.get() < 2 * (round + 1)) {
              Thread.onSpinWait();
            }
            for (int i = 0; i < 8; i++) {
              windows[round].record(thread == 0 ? LOW : HIGH);
            }
          }
        });
    // Half of each: mean + 2σ = (LOW + HIGH) / 2 + HIGH - LOW.
    assertThat(windows)
        .extracting(AttemptTimes::typical)
        .containsOnly((LOW + HIGH) / 2 + HIGH - LOW);
  }

  @Test
  void afterAStormSixteenMoreAttemptsAreAllThatCounts() throws Exception {
    AttemptTimes times = new AttemptTimes();
    inParallel(
        THREADS,
        thread -> {
          for (int i = 0; i < ATTEMPTS; i++) {
            times.record(HIGH);
          }
        });
    assertThat(times.typical()).isEqualTo(HIGH);
    for (int i = 0; i < 16; i++) {
      times.record(LOW);
    }
    assertThat(times.typical()).isEqualTo(LOW);
  }

  private interface Work {
    void run(int thread) throws Exception;
  }

  private static final ExecutorService POOL =
      Executors.newFixedThreadPool(
          THREADS,
          work -> {
            Thread thread = new Thread(work, "attempts");
            thread.setDaemon(true);
            return thread;
          });

  private static void inParallel(int threads, Work work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      all.add(
          POOL.submit(
              () -> {
                start.await();
                work.run(thread);
                return null;
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }
  }
}
