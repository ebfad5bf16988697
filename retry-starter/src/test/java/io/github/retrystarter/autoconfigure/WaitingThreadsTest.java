package io.github.retrystarter.autoconfigure;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.Retries;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
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

  @Test
  void aSchedulerThatTakesNoMoreEndsTheCall() {
    withScheduler(runner)
        .withPropertyValues("retry.defaults.delay=1h")
        .run(
            context -> {
              context.getBean(ThreadPoolTaskScheduler.class).shutdown();
              CompletableFuture<String> call =
                  context.getBean(Retries.class).policy("default").callAsync(this::broken);
              assertThat(call).isCompletedExceptionally();
              assertThatThrownBy(call::join).cause().hasMessage("broken");
            });
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
