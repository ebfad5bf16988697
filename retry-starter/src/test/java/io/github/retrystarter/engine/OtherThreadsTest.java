package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.PolicyKey;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshot.Scope;
import io.micrometer.context.ContextSnapshotFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Inner calls that an attempt makes in other threads, with Micrometer's context propagation. */
class OtherThreadsTest {

  private final ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
  private final ExecutorService plain = Executors.newFixedThreadPool(2);
  private final ExecutorService executor =
      ContextExecutorService.wrap(plain, snapshots::captureAll);
  private final Rig inner = new Rig().with(PolicyKey.MAX_RETRIES, 3);
  private final Rig outer = new Rig().on(inner.time).with(PolicyKey.MAX_RETRIES, 3);
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void shutDown() {
    plain.shutdownNow();
  }

  @Test
  void aFailureThatComesThroughACompletableFutureIsNotRetried() {
    assertThatThrownBy(
            () ->
                outer
                    .retry()
                    .call(() -> CompletableFuture.supplyAsync(this::call, executor).join()))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("broken");
    assertThat(calls).hasValue(4);
    assertThat(outer.calls(Outcome.NESTED)).isEqualTo(1);
  }

  @Test
  void oneThatComesThroughReactorIsNotRetriedEither() {
    assertThatThrownBy(
            () ->
                outer
                    .retry()
                    .call(
                        () ->
                            Mono.fromCallable(this::call)
                                .subscribeOn(Schedulers.fromExecutor(executor))
                                .block()))
        .hasRootCauseMessage("broken");
    assertThat(calls).hasValue(4);
    assertThat(outer.calls(Outcome.NESTED)).isEqualTo(1);
  }

  @Test
  void inTheSameThreadItNeedsNoLibrary() {
    assertThatThrownBy(
            () ->
                outer
                    .retry()
                    .call(() -> CompletableFuture.supplyAsync(this::call, Runnable::run).join()))
        .isInstanceOf(CompletionException.class);
    assertThat(calls).hasValue(4);
    assertThatThrownBy(() -> outer.retry().call(() -> Mono.fromCallable(this::call).block()))
        .hasRootCauseMessage("broken");
    assertThat(calls).hasValue(8);
  }

  @Test
  void theDeadlineReachesThere() throws Exception {
    outer.with(PolicyKey.TIMEOUT, Duration.ofSeconds(5));
    Optional<Duration> remaining =
        outer
            .retry()
            .call(
                () ->
                    executor
                        .submit(
                            () ->
                                inner
                                    .retry()
                                    .call(() -> RetryContext.current().orElseThrow().remaining()))
                        .get());
    assertThat(remaining).contains(Duration.ofSeconds(5));
  }

  @Test
  void butNoLongerThanTheCallLasts() throws Exception {
    outer.with(PolicyKey.TIMEOUT, Duration.ofSeconds(5));
    CompletableFuture<Void> go = new CompletableFuture<>();
    CompletableFuture<String> later =
        outer
            .retry()
            .call(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          go.join();
                          return call("left behind");
                        },
                        executor));
    inner.time.advance(Duration.ofMinutes(1));
    go.complete(null);
    assertThat(later.join()).isEqualTo("left behind");
    assertThat(inner.calls(Outcome.SUCCESS)).isEqualTo(1);
  }

  @Test
  void theOtherThreadIsCleanAfterwards() throws Exception {
    outer.retry().call(() -> executor.submit(() -> "done").get());
    for (int i = 0; i < 2; i++) {
      assertThat(plain.submit(() -> RetryContext.current().isPresent()).get()).isFalse();
    }
  }

  @Test
  void aScopeThatIsNeverClosedLeavesNothingBehind() throws Exception {
    outer
        .retry()
        .call(
            () -> {
              Scope forgotten = snapshots.captureAll().setThreadLocals();
              return forgotten.toString();
            });
    assertThat(RetryContext.current()).isEmpty();
  }

  private String call() {
    try {
      return inner
          .retry()
          .call(
              () -> {
                calls.incrementAndGet();
                throw new IOException("broken");
              });
    } catch (Exception failure) {
      throw Sneaky.rethrow(failure);
    }
  }

  private String call(String value) {
    try {
      return inner.retry().call(() -> value);
    } catch (Exception failure) {
      throw Sneaky.rethrow(failure);
    }
  }
}
