package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.policy.TestPolicy;
import io.github.retrystarter.time.SystemTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/**
 * Time limits while every thread that makes later attempts is held by one that blocks, in real
 * threads and real time.
 */
@Timeout(60)
class LimitsOnTimeTest {

  /** More than there are threads for them, which are 200. */
  private static final int BLOCKING = 220;

  private final Rig rig = new Rig();
  private final SystemTime time = new SystemTime();
  private final CountDownLatch blocked = new CountDownLatch(200);
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<CompletableFuture<String>> blocking = new ArrayList<>();

  private Retry retry(TestPolicy policy, int retries) {
    return rig.on(time).retry(policy.waits(TestPolicy.fixed(Duration.ZERO)).maxRetries(retries));
  }

  @BeforeEach
  void block() throws InterruptedException {
    Retry retry = retry(new TestPolicy(), 1);
    for (int i = 0; i < BLOCKING; i++) {
      blocking.add(retry.callAsync(() -> blockInTheSecond()));
    }
    assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private CompletableFuture<String> blockInTheSecond() {
    if (RetryContext.current().orElseThrow().attempt() == 1) {
      return CompletableFuture.failedFuture(new IOException("broken"));
    }
    blocked.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
    return CompletableFuture.completedFuture("late");
  }

  @AfterEach
  void goOn() {
    release.countDown();
    assertThat(blocking)
        .allSatisfy(call -> assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("late"));
  }

  private void assertAllStillBlock() {
    assertThat(blocking).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void cutAFuture() {
    CompletableFuture<String> never = new CompletableFuture<>();
    CompletableFuture<String> call =
        retry(new TestPolicy().attemptTimeout(Duration.ofMillis(1)), 0).callAsync(() -> never);
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(AttemptTimeoutException.class);
    assertThat(never).isCancelled();
    assertAllStillBlock();
  }

  @Test
  void cutAMono() {
    Mono<String> call =
        ReactiveRetry.mono(
            retry(new TestPolicy().attemptTimeout(Duration.ofMillis(1)), 0), Mono.<String>never());
    assertThatThrownBy(() -> call.block(Duration.ofSeconds(30)))
        .isInstanceOf(AttemptTimeoutException.class);
    assertAllStillBlock();
  }
}
