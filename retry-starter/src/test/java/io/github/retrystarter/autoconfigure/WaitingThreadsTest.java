package io.github.retrystarter.autoconfigure;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.Retries;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import reactor.core.publisher.Mono;

/** Whose threads make the later attempts of asynchronous calls, and that none of them waits. */
@Timeout(60)
class WaitingThreadsTest {

  private static final String VIRTUAL = "spring.threads.virtual.enabled=true";

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withPropertyValues("retry.defaults.jitter=none", "retry.defaults.budget=none");

  private static ThreadPoolTaskScheduler scheduler() {
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    scheduler.setThreadNamePrefix("users-");
    scheduler.setDaemon(true);
    return scheduler;
  }

  private static ApplicationContextRunner withScheduler(
      ApplicationContextRunner contexts, BeanDefinitionCustomizer... customizers) {
    return contexts.withBean(
        RetryAutoConfiguration.SCHEDULER,
        ThreadPoolTaskScheduler.class,
        WaitingThreadsTest::scheduler,
        customizers);
  }

  /** The threads of two attempts. */
  private static List<Thread> threads(Retry retry) throws Exception {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    CompletableFuture<String> call =
        retry.callAsync(
            () -> {
              threads.add(Thread.currentThread());
              return threads.size() < 2
                  ? CompletableFuture.failedFuture(new IOException("broken"))
                  : CompletableFuture.completedFuture("done");
            });
    assertThat(call.get(30, SECONDS)).isEqualTo("done");
    return threads;
  }

  private static Thread retrying(ApplicationContextRunner contexts) {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    contexts
        .withPropertyValues("retry.defaults.delay=1ms")
        .run(
            context ->
                thread.complete(threads(context.getBean(Retries.class).policy("default")).get(1)));
    return thread.join();
  }

  @Test
  void theyAreDaemonsOfTheStarters() {
    Thread thread = retrying(runner);
    assertThat(thread.getName()).startsWith("retry");
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void aSchedulerOfTheUsersReplacesThem() {
    assertThat(retrying(withScheduler(runner)).getName()).startsWith("users-");
  }

  @Test
  void aSchedulerThatIsCreatedLateReplacesThemToo() {
    assertThat(
            retrying(withScheduler(runner, definition -> definition.setLazyInit(true))).getName())
        .startsWith("users-");
  }

  @Test
  void aSchedulerOfAnotherNameDoesNot() {
    assertThat(
            retrying(
                    runner.withBean(
                        "taskScheduler",
                        ThreadPoolTaskScheduler.class,
                        WaitingThreadsTest::scheduler))
                .getName())
        .startsWith("retry");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void theyAreVirtualWhereBootIsSetSo() throws Exception {
    Thread thread = retrying(runner.withPropertyValues(VIRTUAL));
    assertThat(thread.getName()).startsWith("retry-");
    assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
  }

  static Stream<UnaryOperator<ApplicationContextRunner>> kinds() {
    return Stream.of(
        contexts -> contexts,
        contexts -> withScheduler(contexts),
        contexts -> contexts.withPropertyValues(VIRTUAL));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theEndOfTheContextEndsAllWaits(UnaryOperator<ApplicationContextRunner> kind) {
    List<CompletableFuture<String>> waiting = new ArrayList<>();
    List<StatsBook> stats = new ArrayList<>();
    kind.apply(runner)
        .withPropertyValues("retry.defaults.delay=1h")
        .run(
            context -> {
              stats.add(context.getBean(StatsBook.class));
              waiting.add(context.getBean(Retries.class).policy("default").callAsync(this::broken));
              assertThat(waiting.get(0)).isNotDone();
            });
    assertThatThrownBy(() -> waiting.get(0).orTimeout(30, SECONDS).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .hasMessage("broken")
        .satisfies(
            failure ->
                assertThat(RetryInfo.of(failure).orElseThrow().reason()).isEqualTo("shutdown"));
    assertThat(stats.get(0).all().get(0).calls(Outcome.SHUTDOWN)).isEqualTo(1);
  }

  private CompletableFuture<String> broken() {
    return CompletableFuture.failedFuture(new IOException("broken"));
  }

  /** Stopped for a while, as for a checkpoint: what was ended must not go on after the start. */
  @ParameterizedTest
  @MethodSource("kinds")
  void aStopThatIsFollowedByAStartAtOnceEndsAllWaits(UnaryOperator<ApplicationContextRunner> kind) {
    kind.apply(runner)
        .withPropertyValues("retry.defaults.delay=1h")
        .run(
            context -> {
              Retry retry = context.getBean(Retries.class).policy("default");
              for (int round = 0; round < 50; round++) {
                CompletableFuture<String> future = retry.callAsync(this::broken);
                CompletableFuture<String> mono =
                    ReactiveRetry.mono(retry, Mono.fromFuture(this::broken)).toFuture();
                Time time = context.getBean(Time.class);
                time.close();
                time.open();
                assertThat(reason(future)).isEqualTo("shutdown");
                assertThat(reason(mono)).isEqualTo("shutdown");
              }
            });
  }

  private static String reason(CompletableFuture<String> call) throws Exception {
    Throwable failure = call.handle((value, thrown) -> thrown).get(30, SECONDS);
    return RetryInfo.of(failure).orElseThrow().reason();
  }

  @Test
  void whereTheSchedulerTakesNoMoreCallsWaitInTheStartersThreads() {
    withScheduler(runner)
        .withPropertyValues("retry.defaults.delay=1ms")
        .run(
            context -> {
              context.getBean(ThreadPoolTaskScheduler.class).shutdown();
              Thread thread = threads(context.getBean(Retries.class).policy("default")).get(1);
              assertThat(thread.getName()).isEqualTo("retry");
            });
  }

  @Test
  void andTheEndOfTheContextEndsTheseWaitsToo() throws Exception {
    List<CompletableFuture<String>> waiting = new ArrayList<>();
    withScheduler(runner)
        .withPropertyValues("retry.defaults.delay=1h")
        .run(
            context -> {
              context.getBean(ThreadPoolTaskScheduler.class).shutdown();
              waiting.add(context.getBean(Retries.class).policy("default").callAsync(this::broken));
              assertThat(waiting.get(0)).isNotDone();
            });
    assertThat(reason(waiting.get(0))).isEqualTo("shutdown");
  }

  /** It has a single one. */
  @Test
  void anAttemptIsCutThoughAnotherHoldsTheThreadOfTheScheduler() {
    CountDownLatch release = new CountDownLatch(1);
    withScheduler(runner)
        .withPropertyValues("retry.defaults.delay=1ms")
        .withPropertyValues("retry.policies.cut.attempt-timeout=1ms")
        .withPropertyValues("retry.policies.cut.max-retries=0")
        .run(
            context -> {
              Retries retries = context.getBean(Retries.class);
              CountDownLatch held = new CountDownLatch(2);
              CompletableFuture<String> holding =
                  retries
                      .policy("default")
                      .callAsync(
                          () -> {
                            held.countDown();
                            if (held.getCount() == 1) {
                              return broken();
                            }
                            await(release);
                            return CompletableFuture.completedFuture("late");
                          });
              await(held);
              CompletableFuture<String> cut =
                  retries.policy("cut").callAsync(() -> new CompletableFuture<>());
              assertThatThrownBy(() -> cut.get(30, SECONDS))
                  .hasMessageContaining("the attempt-timeout of PT0.001S is over");
              assertThat(holding).isNotDone();
              release.countDown();
              assertThat(holding.get(30, SECONDS)).isEqualTo("late");
            });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keeps each task until its time, cancelled or not. */
  private static final class Keeping extends ThreadPoolTaskScheduler {
    private static final long serialVersionUID = 1L;
    private final transient List<Runnable> kept = new ArrayList<>();

    @Override
    public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
      kept.add(task);
      return super.schedule(task, startTime);
    }
  }

  @Test
  void aCancelledWaitHoldsNothingOfItsCallInAUsersScheduler() {
    Keeping users = new Keeping();
    users.setDaemon(true);
    users.initialize();
    TaskSchedulerWaits waits = new TaskSchedulerWaits(() -> users, InstantSource.system());
    WeakReference<Object> call = cancelled(waits);
    long begun = System.nanoTime();
    while (call.get() != null && System.nanoTime() - begun < SECONDS.toNanos(10)) {
      System.gc();
    }
    assertThat(call.get()).isNull();
    assertThat(users.kept).hasSize(1);
    users.shutdown();
  }

  private static WeakReference<Object> cancelled(TaskSchedulerWaits waits) {
    Object call = new Object();
    waits.after(SECONDS.toNanos(3_600), whole -> assertThat(call).isNull()).cancel();
    return new WeakReference<>(call);
  }

  @Test
  void aWaitThatIsEndedLeavesNoTimerInAUsersScheduler() throws Exception {
    ThreadPoolTaskScheduler users = scheduler();
    users.setRemoveOnCancelPolicy(true);
    users.initialize();
    TaskSchedulerWaits waits = new TaskSchedulerWaits(() -> users, InstantSource.system());
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    waits.after(SECONDS.toNanos(3_600), ended::complete);
    waits.close();
    assertThat(ended.get(30, SECONDS)).isFalse();
    assertThat(users.getScheduledThreadPoolExecutor().getQueue()).isEmpty();
    assertThat(waits.pending()).isZero();
    users.shutdown();
  }

  @Test
  void anAttemptIsCutThoughTheSchedulerTakesNoMore() {
    withScheduler(runner)
        .withPropertyValues("retry.defaults.attempt-timeout=1ms", "retry.defaults.max-retries=0")
        .run(
            context -> {
              context.getBean(ThreadPoolTaskScheduler.class).shutdown();
              CompletableFuture<String> never = new CompletableFuture<>();
              CompletableFuture<String> call =
                  context.getBean(Retries.class).policy("default").callAsync(() -> never);
              assertThatThrownBy(() -> call.get(30, SECONDS))
                  .hasMessageContaining("the attempt-timeout of PT0.001S is over");
              assertThat(never).isCancelled();
            });
  }

  @Test
  void aCancelledWaitIsForgottenByAUsersScheduler() {
    withScheduler(runner)
        .withPropertyValues("retry.defaults.delay=1h")
        .run(
            context -> {
              ThreadPoolTaskScheduler users = context.getBean(ThreadPoolTaskScheduler.class);
              users.setRemoveOnCancelPolicy(true);
              CompletableFuture<String> call =
                  context.getBean(Retries.class).policy("default").callAsync(this::broken);
              assertThat(users.getScheduledThreadPoolExecutor().getQueue()).hasSize(1);
              call.cancel(true);
              assertThat(users.getScheduledThreadPoolExecutor().getQueue()).isEmpty();
            });
  }
}
