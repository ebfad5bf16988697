package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.BreakerSettings;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import io.github.retrystarter.breaker.CountedFailures;
import io.github.retrystarter.budget.BudgetSettings;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.event.AttemptSeries;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.metrics.RetryMetrics;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.TestPolicy;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.SystemTime;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Under random failures, timeouts, interrupts and a shutdown in the middle, with 8 threads on the
 * real clock: every call ends in exactly one outcome, which is the one that its caller sees; and
 * the attempts counted are those that the target saw.
 */
class OneOutcomeTest {

  private static final int THREADS = 8;
  private static final int CALLS = 1_000;

  private final LongAdder invocations = new LongAdder();
  private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyCallEndsInExactlyOneOutcome(long seed) throws Exception {
    holds(seed, Thread::new);
  }

  /** The class files are for JDK 17, so virtual threads are reached by reflection. */
  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  @EnabledForJreRange(min = JRE.JAVA_21)
  void onVirtualThreadsToo(long seed) throws Exception {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
    holds(seed, (ThreadFactory) factory.invoke(builder));
  }

  /** And no permit is lost: the breaker lets calls through again, when all is over. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void behindABreakerAndABudgetToo(boolean awaitsCircuit) throws Exception {
    SystemTime time = new SystemTime();
    long open = 200_000;
    Breaker breaker =
        new Breaker(
            "shop",
            new BreakerSettings(
                100,
                20,
                0,
                20,
                6,
                BreakerSettings.NEVER,
                100,
                open,
                1,
                open,
                2,
                CountedFailures.DEFAULT,
                Mode.ENFORCE),
            time::nanos,
            (name, from, to) -> {});
    RetryBudget budget = new RetryBudget("test", new BudgetSettings(3, 0.1, 1_000_000));
    TestPolicy policy =
        new TestPolicy()
            .waits(TestPolicy.fixed(Duration.ofNanos(50_000)))
            .attemptTimeout(Duration.ofNanos(300_000))
            .timeout(Duration.ofNanos(2_000_000))
            .breaker(breaker)
            .budget(budget);
    holds(6, Thread::new, time, rig -> rig.retry(awaitsCircuit ? policy.awaitsCircuit() : policy));
    assertThat(seen).containsKeys("circuit_open", "budget");
    assertThat(budget.available()).isBetween(0.0, 3.0);
    // The open time is over by now, or soon: a lost permit would keep the round open for ever.
    long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!breaker.state().equals("closed") && System.nanoTime() < until) {
      Object permit = breaker.enter();
      if (permit != null) {
        breaker.leave(permit, false, 0);
      }
    }
    assertThat(breaker.state()).isEqualTo("closed");
  }

  private void holds(long seed, ThreadFactory threads) throws Exception {
    holds(seed, threads, new SystemTime(), Rig::retry);
  }

  private void holds(
      long seed, ThreadFactory threads, SystemTime time, Function<Rig, Retry> retries)
      throws Exception {
    Rig rig =
        new Rig()
            .on(time)
            .random(Randomness.threadLocal())
            .with(PolicyKey.DELAY, Duration.ofNanos(100_000))
            .with(PolicyKey.JITTER, Jitter.FULL)
            .with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofNanos(300_000))
            .with(PolicyKey.TIMEOUT, Duration.ofNanos(2_000_000));
    rig.listeners.add(new SometimesThrowing());
    Retry retry = retries.apply(rig);
    MeterRegistry registry = new SimpleMeterRegistry();
    new RetryMetrics(rig.stats, false).bindTo(registry);
    List<Thread> workers = new ArrayList<>();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = threads.newThread(task);
              synchronized (workers) {
                workers.add(thread);
              }
              return thread;
            });
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed * 100 + i);
      running.add(pool.submit(() -> many(retry, random, workers, time)));
    }
    for (Future<?> each : running) {
      each.get();
    }
    pool.shutdown();

    assertThat(rig.calls()).isEqualTo((long) THREADS * CALLS);
    assertThat(rig.counts().attempts()).isEqualTo(invocations.sum());
    long succeeded = rig.calls(Outcome.SUCCESS) + rig.calls(Outcome.SUCCESS_AFTER_RETRY);
    assertThat(count("success")).isEqualTo(succeeded);
    assertThat(rig.counts().attempts(AttemptSeries.FIRST_SUCCESS))
        .isEqualTo(rig.calls(Outcome.SUCCESS));
    for (Outcome outcome : Outcome.values()) {
      if (outcome != Outcome.SUCCESS && outcome != Outcome.SUCCESS_AFTER_RETRY) {
        assertThat(count(outcome.tag())).as(outcome.tag()).isEqualTo(rig.calls(outcome));
      }
    }
    // What an operator sees is the same.
    assertThat(sum(registry, "retry.calls")).isEqualTo((double) THREADS * CALLS);
    assertThat(sum(registry, "retry.attempts")).isEqualTo(invocations.doubleValue());
    // The mixture is worth something only if it holds these. Which of the limits ends most calls
    // depends on the machine.
    assertThat(seen).containsKeys("success", "permanent", "shutdown");
    assertThat(seen.keySet()).containsAnyOf("exhausted", "timeout", "budget");
  }

  private void many(Retry retry, Random random, List<Thread> workers, SystemTime time) {
    for (int i = 0; i < CALLS; i++) {
      if (random.nextInt(50) == 0) {
        synchronized (workers) {
          workers.get(random.nextInt(workers.size())).interrupt();
        }
      }
      if (i == CALLS * 9 / 10) {
        time.close();
      }
      try {
        retry.call(() -> target(random));
        note("success");
      } catch (Throwable failure) {
        note(RetryInfo.of(failure).orElseThrow().reason());
      }
    }
  }

  private String target(Random random) throws Exception {
    invocations.increment();
    switch (random.nextInt(10)) {
      case 0 -> throw new IOException("io");
      case 1 -> throw new ConnectException("refused");
      case 2 -> throw new IllegalArgumentException("bug");
      case 3 -> throw new StackOverflowError();
      case 4, 5 -> {
        long until = System.nanoTime() + random.nextInt(800_000);
        while (System.nanoTime() < until) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
        }
        throw new IOException("slow");
      }
      case 6 -> throw new AttemptTimeoutException("of somebody else", Duration.ZERO, null);
      default -> {
        return "done";
      }
    }
  }

  private void note(String outcome) {
    seen.computeIfAbsent(outcome, key -> new LongAdder()).increment();
  }

  private static double sum(MeterRegistry registry, String meter) {
    return registry.get(meter).functionCounters().stream()
        .mapToDouble(FunctionCounter::count)
        .sum();
  }

  private long count(String outcome) {
    return seen.getOrDefault(outcome, new LongAdder()).sum();
  }

  private static final class SometimesThrowing implements RetryListener {
    @Override
    public void onRetry(RetryEvent event) {
      if (event.attempt() == 2) {
        throw new IllegalStateException("listener");
      }
    }
  }
}
