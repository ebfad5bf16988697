package io.github.retrystarter.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.breaker.BreakerSettings.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Eight threads on one breaker that opens and closes all the time. */
class BreakerStressTest {

  private static final int THREADS = 8;
  private static final int CALLS = 100_000;
  private static final int PLACES = 3;

  private final AtomicLong clock = new AtomicLong();
  private final Map<String, Integer> changes = new HashMap<>();
  private State last = State.CLOSED;
  private int outOfOrder;
  private final Map<Object, AtomicInteger> inFlight = new ConcurrentHashMap<>();
  private final AtomicInteger most = new AtomicInteger();

  @Test
  void neverAreMoreCallsInFlightThanAHalfOpenRoundLetsThroughAndItNeverStaysStuck()
      throws Exception {
    Breaker breaker =
        new Breaker(
            "shop",
            new BreakerSettings(
                50,
                20,
                0,
                5,
                BreakerSettings.OFF,
                BreakerSettings.NEVER,
                100,
                100,
                1,
                1_000,
                PLACES,
                CountedFailures.DEFAULT,
                Mode.ENFORCE),
            clock::get,
            this::note);
    inParallel(
        () -> {
          for (int i = 0; i < CALLS; i++) {
            clock.incrementAndGet();
            call(breaker);
          }
          return null;
        });
    assertThat(most.get()).isEqualTo(PLACES);
    assertThat(outOfOrder).isZero();
    int opened = changes("closed → open") + changes("half_open → open");
    int tried = changes("open → half_open");
    int judged = changes("half_open → open") + changes("half_open → closed");
    assertThat(tried).isGreaterThan(100);
    assertThat(opened - tried).isBetween(0, 1);
    assertThat(tried - judged).isBetween(0, 1);
    // And it goes on: nothing was lost that a round waits for.
    clock.addAndGet(1_000);
    for (int i = 0; i < 2 * PLACES && !breaker.state().equals("closed"); i++) {
      Object permit = Objects.requireNonNull(breaker.enter(), breaker.state());
      breaker.leave(permit, false, 0);
    }
    assertThat(breaker.state()).isEqualTo("closed");
  }

  private void call(Breaker breaker) {
    Object permit = breaker.enter();
    if (permit == null) {
      return;
    }
    boolean probe = permit instanceof HalfOpen.Probe;
    AtomicInteger running = inFlight.computeIfAbsent(era(permit), era -> new AtomicInteger());
    if (probe) {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
    }
    int dice = ThreadLocalRandom.current().nextInt(10);
    if (dice % 2 == 0) {
      // Another call while this one is in flight, so that more are than there are processors.
      call(breaker);
    }
    if (probe) {
      running.decrementAndGet();
    }
    if (dice < 2) {
      breaker.giveBack(permit);
    } else {
      breaker.leave(permit, dice < 6, 0);
    }
  }

  private static Object era(Object permit) {
    return permit instanceof HalfOpen.Probe probe ? probe.round() : permit;
  }

  /** The counts of a window are those of its slots once all are done. */
  @Test
  void aWindowLosesNoCall() throws Exception {
    CountWindow window = new CountWindow(1_000);
    BreakerRig rig = new BreakerRig();
    rig.windowSize = 2_000;
    rig.minimumCalls = 2_000;
    BreakerSettings never = rig.settings();
    inParallel(
        () -> {
          for (int i = 0; i < CALLS; i++) {
            boolean failed = ThreadLocalRandom.current().nextBoolean();
            window.add(failed, !failed, never, 0);
          }
          return null;
        });
    long mixed = window.tally(0);
    assertThat(Tally.calls(mixed)).isEqualTo(1_000);
    assertThat(Tally.failures(mixed) + Tally.slow(mixed)).isEqualTo(1_000);
    for (int i = 0; i < 1_000; i++) {
      window.add(true, false, never, 0);
    }
    assertThat(window.tally(0)).isEqualTo(1_000 * Tally.of(true, false));
  }

  private int changes(String what) {
    return changes.getOrDefault(what, 0);
  }

  /** One at a time, and in order: so a plain map will do, and each begins where the last ended. */
  private void note(String name, State from, State to) {
    outOfOrder += from == last ? 0 : 1;
    last = to;
    changes.merge(from.tag() + " → " + to.tag(), 1, Integer::sum);
  }

  private static void inParallel(Callable<?> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Callable<?> each : Collections.nCopies(THREADS, work)) {
        all.add(threads.submit(each));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
