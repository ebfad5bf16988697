package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.Retry;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.budget.BudgetSettings;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.event.AttemptSeries;
import io.github.retrystarter.failure.Kinds;
import io.github.retrystarter.policy.TestPolicy;
import io.github.retrystarter.time.SystemTime;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Whoever may end a call or its attempt, all at the same time, in real threads and real time: the
 * one who keeps or breaks the promise, the time limits, the caller, the end of the application.
 * Each call has one outcome, its future is done, and nothing of it is left behind.
 */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored")
class FutureRacesTest {

  private static final int ROUNDS = 4_000;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
  private static final int HELD = 10;
  private static final int CANCELS = 3;
  private static final String DROP = "reactor.onErrorDropped.local";

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final SystemTime shared = new SystemTime();

  @AfterEach
  void end() {
    threads.shutdownNow();
    shared.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachCallEndsOnceAndLeavesNothingBehind(long seed) throws Exception {
    race(seed, false);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void soDoesEachSubscription(long seed) throws Exception {
    race(seed, true);
  }

  private void race(long seed, boolean reactive) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < ROUNDS; i++) {
      Round round = new Round(shared, random, reactive);
      round.run(threads);
      assertThat(round.problem()).as("round %d of seed %d", i, seed).isEmpty();
    }
  }

  /** One call, and those who fight for it. */
  private static final class Round {
    private final Rig rig = new Rig();
    private final Noting time;
    private final RetryBudget budget = new RetryBudget("test", BudgetSettings.DEFAULT);
    private final Breaker breaker =
        new Breaker("test", Numbers.of(1), rig.time::nanos, (changed, from, to) -> {});
    private final List<CompletableFuture<String>> promised = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> call;
    private final Runnable first;
    private final Runnable second;

    Round(SystemTime shared, SplittableRandom random, boolean reactive) {
      // Seldom: each end needs a time of its own, with threads of its own.
      boolean closes = random.nextInt(40) == 0;
      time = new Noting(closes ? new SystemTime() : shared);
      TestPolicy policy = new TestPolicy().budget(budget);
      boolean endless = random.nextBoolean();
      policy.waits(
          TestPolicy.fixed(
              endless ? Duration.ofHours(1) : Duration.ofNanos(random.nextInt(50_000))));
      if (random.nextInt(3) == 0) {
        policy.attemptTimeout(Duration.ofNanos(1 + random.nextInt(200_000)));
      }
      if (random.nextInt(4) == 0) {
        policy.timeout(Duration.ofNanos(1 + random.nextInt(400_000)));
      }
      if (random.nextInt(3) == 0) {
        halfOpen();
        policy.breaker(breaker);
      }
      Retry retry = rig.on(time).retry(policy);
      call =
          reactive
              ? ReactiveRetry.mono(retry, Mono.fromFuture(this::promise))
                  // A future that is cancelled fails too, and nobody wants to know.
                  .contextWrite(Context.of(DROP, (Consumer<Throwable>) late -> {}))
                  .toFuture()
              : retry.callAsync(this::promise);
      first = promiser(random.nextInt(3));
      second = closes ? time::close : ender(reactive ? CANCELS : random.nextInt(4));
    }

    private void halfOpen() {
      breaker.leave(Objects.requireNonNull(breaker.enter()), true, 0);
      rig.time.advance(Duration.ofSeconds(30));
    }

    private CompletableFuture<String> promise() {
      CompletableFuture<String> next = new CompletableFuture<>();
      promised.add(next);
      return next;
    }

    private Runnable promiser(int which) {
      return switch (which) {
        case 0 -> () -> promised.forEach(each -> each.complete("kept"));
        case 1 -> this::breakAll;
        default ->
            () -> {
              breakAll();
              breakAll();
            };
      };
    }

    private void breakAll() {
      promised.forEach(each -> each.completeExceptionally(new IOException("broken")));
    }

    private Runnable ender(int which) {
      return switch (which) {
        case 0 -> () -> call.complete("the caller's own");
        case 1 -> () -> call.completeExceptionally(new IllegalStateException("the caller's own"));
        default -> () -> call.cancel(true);
      };
    }

    void run(ExecutorService threads) throws Exception {
      CyclicBarrier start = new CyclicBarrier(2);
      Future<?> promiser = threads.submit(() -> together(start, first));
      Future<?> ender = threads.submit(() -> together(start, second));
      promiser.get(30, TimeUnit.SECONDS);
      ender.get(30, TimeUnit.SECONDS);
      long begun = System.nanoTime();
      // Nobody else ends the attempts of a call that the end of the application has left running.
      while (!isOver() && System.nanoTime() - begun < PATIENCE) {
        if (time.closed()) {
          breakAll();
        }
        Thread.onSpinWait();
      }
    }

    private static Object together(CyclicBarrier start, Runnable action) throws Exception {
      start.await(30, TimeUnit.SECONDS);
      action.run();
      return action;
    }

    private boolean isRunning() {
      return promised.stream().anyMatch(each -> !each.isDone());
    }

    private boolean isOver() {
      return call.isDone() && rig.calls() > 0 && time.pending.get() == 0 && !isRunning();
    }

    /** Empty where all is well. */
    String problem() {
      if (rig.calls() != 1) {
        return "calls that ended: " + rig.calls();
      }
      if (!call.isDone()) {
        return "the caller waits";
      }
      if (time.pending.get() != 0) {
        return "alarms and waits left: " + time.pending.get();
      }
      if (isRunning()) {
        return "an attempt still runs";
      }
      if (breaker.state().equals("half_open") && breaker.tryEnter() == null) {
        return "the breaker is stuck";
      }
      double least = HELD - failedRetries();
      return budget.available() < least || budget.available() > HELD
          ? "tokens: %s, but at least %s are due".formatted(budget.available(), least)
          : "";
    }

    private long failedRetries() {
      long sum = 0;
      for (int attempt = 2; attempt <= 4; attempt++) {
        for (String kind : List.of("io", Kinds.ATTEMPT_TIMEOUT)) {
          sum += rig.counts().attempts(AttemptSeries.of(attempt, kind));
        }
      }
      return sum;
    }
  }

  /** The real time, which knows what is still to come. */
  private static final class Noting implements Time {
    private final SystemTime real;
    private final AtomicInteger pending = new AtomicInteger();

    private Noting(SystemTime real) {
      this.real = real;
    }

    @Override
    public long nanos() {
      return real.nanos();
    }

    @Override
    public long mark() {
      return real.mark();
    }

    @Override
    public Instant now() {
      return real.now();
    }

    @Override
    public boolean sleep(long nanos) throws InterruptedException {
      return real.sleep(nanos);
    }

    @Override
    public Alarm alarm(long delayNanos, Runnable action) {
      Noted noted = new Noted(action);
      return noted.handle(real.alarm(delayNanos, noted));
    }

    @Override
    public Alarm after(long nanos, Waiter work) {
      Noted noted = new Noted(() -> {});
      return noted.handle(
          real.after(
              nanos,
              whole -> {
                noted.run();
                work.waited(whole);
              }));
    }

    @Override
    public void run(Runnable work) {
      real.run(work);
    }

    @Override
    public void open() {
      real.open();
    }

    @Override
    public void close() {
      real.close();
    }

    @Override
    public boolean closed() {
      return real.closed();
    }

    private final class Noted implements Runnable {
      private final Runnable action;
      private final AtomicBoolean open = new AtomicBoolean(true);

      private Noted(Runnable action) {
        this.action = action;
        pending.incrementAndGet();
      }

      private void over() {
        if (open.compareAndSet(true, false)) {
          pending.decrementAndGet();
        }
      }

      @Override
      public void run() {
        over();
        action.run();
      }

      private Alarm handle(Alarm handle) {
        return () -> {
          handle.cancel();
          over();
        };
      }
    }
  }
}
