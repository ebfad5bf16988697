package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Beans whose methods return futures, behind both kinds of proxies, on virtual time. */
@SuppressWarnings("FutureReturnValueIgnored")
class FutureBeansTest {

  private final VirtualTime time = new VirtualTime();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, () -> time)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withPropertyValues("retry.defaults.jitter=none", "retry.defaults.delay=1s");

  /** What was asked of it, each with a promise that the test keeps or breaks. */
  static class Remote {
    final List<CompletableFuture<String>> promised = new ArrayList<>();

    CompletableFuture<String> ask() {
      CompletableFuture<String> promise = new CompletableFuture<>();
      promised.add(promise);
      return promise;
    }

    void fail(String message) {
      last().completeExceptionally(new IOException(message));
    }

    CompletableFuture<String> last() {
      return promised.get(promised.size() - 1);
    }
  }

  // Shapes and placements

  interface Source<T> {
    T get();
  }

  static class OnFuture implements Source<CompletableFuture<String>> {
    private final Remote remote;

    OnFuture(Remote remote) {
      this.remote = remote;
    }

    @Override
    @Retryable
    public CompletableFuture<String> get() {
      return remote.ask();
    }
  }

  static class OnStage implements Source<CompletionStage<String>> {
    private final Remote remote;

    OnStage(Remote remote) {
      this.remote = remote;
    }

    @Override
    @Retryable
    public CompletionStage<String> get() {
      return remote.ask();
    }
  }

  static class OnPlainFuture implements Source<Future<String>> {
    private final Remote remote;

    OnPlainFuture(Remote remote) {
      this.remote = remote;
    }

    @Override
    @Retryable
    public Future<String> get() {
      return remote.ask();
    }
  }

  @Retryable
  static class OnClass implements Source<CompletionStage<String>> {
    private final Remote remote;

    OnClass(Remote remote) {
      this.remote = remote;
    }

    @Override
    public CompletionStage<String> get() {
      return remote.ask();
    }
  }

  @Retryable
  interface RetriedSource extends Source<CompletableFuture<String>> {
    @Override
    CompletableFuture<String> get();
  }

  static class OnInterface implements RetriedSource {
    private final Remote remote;

    OnInterface(Remote remote) {
      this.remote = remote;
    }

    @Override
    public CompletableFuture<String> get() {
      return remote.ask();
    }
  }

  /** Only the subclass knows that its result is a future. */
  static class Base<T> implements Source<T> {
    private final Source<T> work;

    Base(Source<T> work) {
      this.work = work;
    }

    @Override
    @Retryable
    public T get() {
      return work.get();
    }
  }

  static class OnGenericMethod extends Base<CompletableFuture<String>> {
    OnGenericMethod(Remote remote) {
      super(remote::ask);
    }
  }

  static Stream<Class<?>> placements() {
    return Stream.of(
        OnFuture.class,
        OnStage.class,
        OnPlainFuture.class,
        OnClass.class,
        OnInterface.class,
        OnGenericMethod.class);
  }

  private static Future<?> future(@Nullable Object returned) {
    return (Future<?>) Objects.requireNonNull(returned);
  }

  private void isRetried(ApplicationContextRunner contexts, Class<?> type, boolean interfaces) {
    contexts
        .withBean(Remote.class)
        .withBean(type)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              Source<?> bean = context.getBean(Source.class);
              assertThat(AopUtils.isJdkDynamicProxy(bean)).isEqualTo(interfaces);
              Remote remote = context.getBean(Remote.class);
              Future<?> call = future(bean.get());
              remote.fail("broken");
              assertThat(call.isDone()).isFalse();
              time.advance(Duration.ofSeconds(1));
              remote.last().complete("done");
              assertThat(call.get()).isEqualTo("done");
              assertThat(remote.promised).hasSize(2);
              assertThat(calls(context)).containsExactly("SUCCESS_AFTER_RETRY");
            });
  }

  private static List<String> calls(AssertableApplicationContext context) {
    List<String> outcomes = new ArrayList<>();
    for (CallStats stats : context.getBean(StatsBook.class).all()) {
      for (Outcome outcome : Outcome.values()) {
        for (long i = stats.calls(outcome); i > 0; i--) {
          outcomes.add(outcome.name());
        }
      }
    }
    return outcomes;
  }

  @ParameterizedTest
  @MethodSource("placements")
  void isRetriedBehindAProxyOfItsClass(Class<?> type) {
    isRetried(runner, type, false);
  }

  @ParameterizedTest
  @MethodSource("placements")
  void isRetriedBehindAProxyOfItsInterfaces(Class<?> type) {
    isRetried(runner.withPropertyValues("spring.aop.proxy-target-class=false"), type, true);
  }

  // What callers get

  static class Orders {
    private final Remote remote;
    final List<String> asked = new ArrayList<>();

    Orders(Remote remote) {
      this.remote = remote;
    }

    List<String> asked() {
      return asked;
    }

    @Retryable(maxRetries = 1)
    public CompletableFuture<String> plain(String order) {
      asked.add(order);
      return remote.ask();
    }

    @Retryable(maxRetries = 1)
    public CompletableFuture<String> thrown() {
      asked.add("thrown");
      throw new IllegalStateException("at once");
    }

    @Retryable(maxRetries = 1)
    public Future<String> polled() {
      asked.add("polled");
      return new FutureTask<>(() -> "never run");
    }

    @Retryable(maxRetries = 0, fallback = "kept")
    public CompletableFuture<String> answered(String order) {
      return remote.ask();
    }

    CompletableFuture<String> kept(String order, IOException failure) {
      int attempt = RetryContext.current().orElseThrow().attempt();
      return CompletableFuture.completedFuture(
          order + " kept after " + failure.getMessage() + " in attempt " + attempt);
    }

    @Retryable(maxRetries = 0, fallback = "later")
    public CompletionStage<String> answeredLater() {
      return remote.ask();
    }

    CompletableFuture<String> later() {
      return remote.ask();
    }

    @Retryable(maxRetries = 0, fallback = "throwing")
    public CompletableFuture<String> answeredBadly() {
      return remote.ask();
    }

    CompletableFuture<String> throwing() {
      throw new UnsupportedOperationException("not here either");
    }

    @Retryable(attemptTimeout = "5s", maxRetries = 0)
    public CompletableFuture<String> slow() {
      return remote.ask();
    }
  }

  private void orders(Trial trial) {
    runner
        .withBean(Remote.class)
        .withBean(Orders.class)
        .run(
            context ->
                trial.run(context, context.getBean(Orders.class), context.getBean(Remote.class)));
  }

  interface Trial {
    void run(AssertableApplicationContext context, Orders orders, Remote remote) throws Exception;
  }

  private static Throwable failure(CompletionStage<?> call) {
    List<Throwable> seen = new ArrayList<>();
    call.whenComplete((value, failure) -> seen.add(failure));
    assertThat(seen).hasSize(1);
    return seen.get(0);
  }

  private static long fallbacks(AssertableApplicationContext context, boolean answered) {
    return context.getBean(StatsBook.class).all().stream()
        .mapToLong(stats -> stats.fallbackCount(answered))
        .sum();
  }

  @Test
  void theLastFailureIsSeenItselfAndMarked() {
    orders(
        (context, orders, remote) -> {
          CompletableFuture<String> call = orders.plain("book");
          remote.last().completeExceptionally(new CompletionException(new IOException("first")));
          time.advance(Duration.ofSeconds(1));
          remote.fail("second");
          assertThat(failure(call)).isExactlyInstanceOf(IOException.class).hasMessage("second");
          assertThat(RetryInfo.of(failure(call)).orElseThrow().kinds()).containsExactly("io", "io");
          assertThat(calls(context)).containsExactly("EXHAUSTED");
        });
  }

  @Test
  void whatIsThrownAtOnceComesWithTheFuture() {
    orders(
        (context, orders, remote) -> {
          CompletableFuture<String> call = orders.thrown();
          time.advance(Duration.ofSeconds(1));
          assertThat(failure(call)).isExactlyInstanceOf(IllegalStateException.class);
          assertThat(orders.asked()).containsExactly("thrown", "thrown");
        });
  }

  @Test
  void cancellingAPlainFutureCancelsTheAttempt() {
    orders(
        (context, orders, remote) -> {
          Future<String> call = orders.polled();
          assertThat(call.cancel(true)).isTrue();
          assertThat(calls(context)).containsExactly("CANCELLED");
          assertThat(time.alarms()).isZero();
          assertThat(orders.asked()).containsExactly("polled");
        });
  }

  @Test
  void cancellingDuringAWaitEndsTheCall() {
    orders(
        (context, orders, remote) -> {
          CompletableFuture<String> call = orders.plain("book");
          remote.fail("broken");
          call.cancel(false);
          time.advance(Duration.ofSeconds(9));
          assertThat(calls(context)).containsExactly("CANCELLED");
          assertThat(remote.promised).hasSize(1);
          assertThat(time.alarms()).isZero();
        });
  }

  @Test
  void anAttemptThatTakesTooLongIsCancelled() {
    orders(
        (context, orders, remote) -> {
          CompletableFuture<String> call = orders.slow();
          time.advance(Duration.ofSeconds(5));
          assertThat(remote.last()).isCancelled();
          assertThat(failure(call)).hasMessageContaining("the attempt-timeout of PT5S is over");
        });
  }

  @Test
  void aFallbackAnswersInsideTheCall() {
    orders(
        (context, orders, remote) -> {
          CompletableFuture<String> call = orders.answered("book");
          remote.fail("fire");
          assertThat(call).isCompletedWithValue("book kept after fire in attempt 1");
          assertThat(fallbacks(context, true)).isEqualTo(1);
          assertThat(calls(context)).containsExactly("EXHAUSTED");
        });
  }

  @Test
  void aFallbackMayAnswerLater() {
    orders(
        (context, orders, remote) -> {
          CompletableFuture<String> call = orders.answeredLater().toCompletableFuture();
          remote.fail("fire");
          assertThat(call).isNotDone();
          assertThat(fallbacks(context, true)).isZero();
          remote.last().complete("from the shelf");
          assertThat(call).isCompletedWithValue("from the shelf");
          assertThat(fallbacks(context, true)).isEqualTo(1);
        });
  }

  @Test
  void theFailureOfAFallbacksFutureHasTheOriginalOneSuppressed() {
    orders(
        (context, orders, remote) -> {
          CompletionStage<String> call = orders.answeredLater();
          remote.fail("fire");
          remote.fail("empty shelf");
          Throwable failure = failure(call);
          assertThat(failure).hasMessage("empty shelf");
          assertThat(failure.getSuppressed())
              .singleElement()
              .satisfies(original -> assertThat(original).hasMessage("fire"));
          assertThat(fallbacks(context, false)).isEqualTo(1);
          assertThat(fallbacks(context, true)).isZero();
          assertThat(calls(context)).containsExactly("EXHAUSTED");
        });
  }

  @Test
  void cancellingCancelsTheFallbackToo() {
    orders(
        (context, orders, remote) -> {
          CompletableFuture<String> call = orders.answeredLater().toCompletableFuture();
          remote.fail("fire");
          call.cancel(true);
          assertThat(remote.last()).isCancelled();
          assertThat(fallbacks(context, false)).isEqualTo(1);
          assertThat(calls(context)).containsExactly("EXHAUSTED");
        });
  }

  @Test
  void aFallbackThatThrowsFailsTheFuture() {
    orders(
        (context, orders, remote) -> {
          CompletableFuture<String> call = orders.answeredBadly();
          remote.fail("fire");
          Throwable failure = failure(call);
          assertThat(failure).hasMessage("not here either");
          assertThat(failure.getSuppressed())
              .singleElement()
              .satisfies(original -> assertThat(original).hasMessage("fire"));
          assertThat(fallbacks(context, false)).isEqualTo(1);
        });
  }
}
