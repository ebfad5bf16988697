package io.github.retrystarter.aop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.ResultPredicate;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** {@code @Async} and {@code @Retryable} on one method: all attempts in one executor's thread. */
@Timeout(60)
class AsyncBeansTest {

  private final VirtualTime time = new VirtualTime();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, () -> time)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withUserConfiguration(Threads.class)
          .withBean(Mails.class)
          .withPropertyValues("retry.defaults.jitter=none", "retry.defaults.delay=1s");

  @Configuration(proxyBeanMethods = false)
  @EnableAsync(proxyTargetClass = true)
  static class Threads {
    @Bean
    ThreadPoolTaskExecutor taskExecutor() {
      ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
      executor.setCorePoolSize(1);
      executor.setThreadNamePrefix("worker-");
      return executor;
    }
  }

  static final class Empty implements ResultPredicate {
    @Override
    public boolean shouldRetry(@Nullable Object result) {
      return "".equals(result);
    }
  }

  static class Mails {
    final BlockingQueue<CompletableFuture<String>> promised = new LinkedBlockingQueue<>();

    private CompletableFuture<String> promise() {
      CompletableFuture<String> promise = new CompletableFuture<>();
      promised.add(promise);
      return promise;
    }

    @Async
    @Retryable
    public CompletableFuture<String> send() {
      return promise();
    }

    @Async
    @Retryable
    public Future<String> sendPlain() {
      return promise();
    }

    @Async
    @Retryable
    public CompletableFuture<String> throwing() {
      CompletableFuture<String> unused = promise();
      throw new IllegalStateException("at once");
    }

    @Async
    @Retryable(attemptTimeout = "5s", maxRetries = 1)
    public CompletableFuture<String> slow() {
      return promise();
    }

    @Async
    @Retryable(retryOnResult = Empty.class)
    public CompletableFuture<String> read() {
      return promise();
    }

    @Async
    @Retryable(maxRetries = 0, fallback = "keep")
    public CompletableFuture<String> kept() {
      return promise();
    }

    CompletableFuture<String> keep() {
      return promise();
    }

    /** The next that was made. */
    CompletableFuture<String> next() throws InterruptedException {
      CompletableFuture<String> next = promised.poll(30, SECONDS);
      assertThat(next).isNotNull();
      return next;
    }

    int left() {
      return promised.size();
    }
  }

  interface Trial {
    void run(Mails mails) throws Exception;
  }

  private void run(Trial trial, String... outcomes) {
    runner.run(
        context -> {
          trial.run(context.getBean(Mails.class));
          // What runs in the executor has ended.
          context.getBean(ThreadPoolTaskExecutor.class).submit(() -> {}).get(30, SECONDS);
          assertThat(outcomes(context.getBean(StatsBook.class))).containsExactly(outcomes);
          assertThat(context.getBean(Mails.class).left()).isZero();
          assertThat(time.alarms()).isZero();
        });
  }

  private static List<String> outcomes(StatsBook book) {
    List<String> outcomes = new ArrayList<>();
    for (CallStats stats : book.all()) {
      for (Outcome outcome : Outcome.values()) {
        for (long i = stats.calls(outcome); i > 0; i--) {
          outcomes.add(outcome.tag());
        }
      }
    }
    return outcomes;
  }

  private static void fail(CompletableFuture<String> promise, String message) {
    promise.completeExceptionally(new IOException(message));
  }

  @Test
  void aFailureThatComesLaterIsRetried() {
    run(
        mails -> {
          CompletableFuture<String> call = mails.send();
          fail(mails.next(), "first");
          fail(mails.next(), "second");
          mails.next().complete("sent");
          assertThat(call.get(30, SECONDS)).isEqualTo("sent");
          assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
        },
        "success_after_retry");
  }

  @Test
  void aPlainFutureIsRetriedToo() {
    run(
        mails -> {
          Future<String> call = mails.sendPlain();
          fail(mails.next(), "first");
          mails.next().complete("sent");
          assertThat(call.get(30, SECONDS)).isEqualTo("sent");
        },
        "success_after_retry");
  }

  /** Where nobody has switched @Async on, the caller's thread does not wait for the future. */
  @Test
  void withoutAnExecutorItIsAsAnyOtherFuture() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
        .withBean(Time.class, () -> time)
        .withBean(Mails.class)
        .withPropertyValues("retry.defaults.jitter=none", "retry.defaults.delay=1s")
        .run(
            context -> {
              Mails mails = context.getBean(Mails.class);
              CompletableFuture<String> call = mails.send();
              assertThat(call).isNotDone();
              fail(mails.next(), "first");
              time.advance(Duration.ofSeconds(1));
              mails.next().complete("sent");
              assertThat(call.get(30, SECONDS)).isEqualTo("sent");
              assertThat(outcomes(context.getBean(StatsBook.class)))
                  .containsExactly("success_after_retry");
            });
  }

  @Test
  void whatIsThrownIsRetried() {
    run(
        mails -> {
          CompletableFuture<String> call = mails.throwing();
          for (int i = 0; i < 4; i++) {
            assertThat(mails.next()).isNotDone();
          }
          assertThatThrownBy(() -> call.get(30, SECONDS))
              .hasCauseExactlyInstanceOf(IllegalStateException.class);
          // Not in a CompletionException, as Spring's own future has it.
          assertThat(call.handle((sent, failure) -> failure).join())
              .isExactlyInstanceOf(IllegalStateException.class);
        },
        "exhausted");
  }

  @Test
  void anAttemptThatTakesTooLongIsCancelledAndRetried() {
    run(
        mails -> {
          CompletableFuture<String> call = mails.slow();
          CompletableFuture<String> first = mails.next();
          time.advance(Duration.ofSeconds(5));
          mails.next().complete("sent");
          assertThat(call.get(30, SECONDS)).isEqualTo("sent");
          assertThat(first).isCancelled();
        },
        "success_after_retry");
  }

  @Test
  void theResultPredicateSeesTheFuturesValue() {
    run(
        mails -> {
          CompletableFuture<String> call = mails.read();
          mails.next().complete("");
          mails.next().complete("a mail");
          assertThat(call.get(30, SECONDS)).isEqualTo("a mail");
        },
        "success_after_retry");
  }

  @Test
  void theFallbacksFutureIsAwaited() {
    run(
        mails -> {
          CompletableFuture<String> call = mails.kept();
          fail(mails.next(), "broken");
          fail(mails.next(), "the fallback's own");
          assertThatThrownBy(() -> call.get(30, SECONDS))
              .cause()
              .hasMessage("the fallback's own")
              .satisfies(
                  failure ->
                      assertThat(failure.getSuppressed())
                          .singleElement()
                          .satisfies(original -> assertThat(original).hasMessage("broken")));
        },
        "exhausted");
  }

  // Cancelling what Spring returned

  @Test
  void cancellingDuringAnAttemptCancelsIt() {
    run(
        mails -> {
          CompletableFuture<String> call = mails.send();
          CompletableFuture<String> attempt = mails.next();
          assertThat(call.cancel(true)).isTrue();
          assertThatThrownBy(() -> attempt.get(30, SECONDS))
              .isInstanceOf(CancellationException.class);
        },
        "cancelled");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cancellingAPlainFutureCancelsTheAttempt(boolean interrupting) {
    run(
        mails -> {
          Future<String> call = mails.sendPlain();
          CompletableFuture<String> attempt = mails.next();
          assertThat(call.cancel(interrupting)).isTrue();
          assertThat(call.isCancelled()).isTrue();
          assertThatThrownBy(() -> attempt.get(30, SECONDS))
              .isInstanceOf(CancellationException.class);
        },
        "cancelled");
  }

  @Test
  void aPlainFutureIsCancelledBeforeItsAttemptHearsOfIt() {
    run(
        mails -> {
          Future<String> call = mails.sendPlain();
          CompletableFuture<Boolean> known =
              mails.next().handle((value, failure) -> call.isCancelled());
          assertThat(call.cancel(true)).isTrue();
          assertThat(known.get(30, SECONDS)).isTrue();
        },
        "cancelled");
  }

  @Test
  void cancellingDuringAWaitEndsIt() {
    run(
        mails -> {
          CompletableFuture<String> call = mails.send();
          time.beforeSleep(() -> call.cancel(true));
          fail(mails.next(), "broken");
        },
        "cancelled");
    assertThat(time.sleeps()).isEmpty();
  }

  @Test
  void aTimeLimitOfTheCallersOwnCancelsTheCall() {
    run(
        mails -> {
          CompletableFuture<String> call = mails.send();
          CompletableFuture<String> attempt = mails.next();
          assertThat(call.completeExceptionally(new TimeoutException())).isTrue();
          assertThatThrownBy(() -> attempt.get(30, SECONDS))
              .isInstanceOf(CancellationException.class);
        },
        "cancelled");
  }

  @Test
  void aCancelledCallHasNoFallback() {
    run(
        mails -> {
          CompletableFuture<String> call = mails.kept();
          CompletableFuture<String> attempt = mails.next();
          call.cancel(true);
          assertThatThrownBy(() -> attempt.get(30, SECONDS))
              .isInstanceOf(CancellationException.class);
        },
        "cancelled");
  }

  @Test
  void whatIsCancelledBeforeAThreadIsFreeDoesNotBegin() {
    run(
        mails -> {
          CompletableFuture<String> first = mails.send();
          CompletableFuture<String> running = mails.next();
          assertThat(mails.send().cancel(true)).isTrue();
          running.complete("sent");
          assertThat(first.get(30, SECONDS)).isEqualTo("sent");
        },
        "success");
  }
}
