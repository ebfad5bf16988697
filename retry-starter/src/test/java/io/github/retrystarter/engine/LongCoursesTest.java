package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** As many retries as a policy may have, in waits that take no time: the stack does not grow. */
@Timeout(60)
class LongCoursesTest {

  private static final int RETRIES = 10_000;

  private final Rig rig =
      new Rig()
          .with(PolicyKey.MAX_RETRIES, RETRIES)
          .with(PolicyKey.DELAY, Duration.ofMillis(1))
          .with(PolicyKey.MAX_DELAY, Duration.ofMillis(1));

  private final AtomicInteger attempts = new AtomicInteger();
  private final IOException broken = new IOException("broken");

  @BeforeEach
  void hurry() {
    rig.time.hurry();
  }

  private void assertExhausted() {
    assertThat(attempts).hasValue(RETRIES + 1);
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
    assertThat(rig.time.waited()).isEqualTo(Duration.ofMillis(RETRIES));
  }

  private CompletableFuture<String> fail() {
    attempts.incrementAndGet();
    return CompletableFuture.failedFuture(broken);
  }

  @Test
  void ofAFuture() {
    assertThat(rig.retry().callAsync(this::fail)).isCompletedExceptionally();
    assertExhausted();
  }

  @Test
  void ofAMono() {
    assertThat(
            ReactiveRetry.mono(rig.retry(), Mono.<String>fromFuture(this::fail))
                .onErrorResume(failure -> Mono.just(String.valueOf(failure.getMessage())))
                .block())
        .isEqualTo("broken");
    assertExhausted();
  }

  /** An attempt, however late, may wait for a call whose own wait is still to come. */
  @Test
  void whoseAttemptsJoinCallsInsideOfThem() {
    rig.with(PolicyKey.MAX_RETRIES, 100);
    Rig inner = new Rig().on(rig.time).with(PolicyKey.MAX_RETRIES, 30);
    CompletableFuture<String> call =
        rig.retry()
            .callAsync(
                () -> {
                  AtomicInteger left = new AtomicInteger(3);
                  String got =
                      inner
                          .retry()
                          .callAsync(
                              () ->
                                  left.decrementAndGet() > 0
                                      ? CompletableFuture.<String>failedFuture(broken)
                                      : CompletableFuture.completedFuture("inner"))
                          .join();
                  assertThat(got).isEqualTo("inner");
                  return fail();
                });
    assertThat(call).isCompletedExceptionally();
    assertThat(attempts).hasValue(101);
    assertThat(inner.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(101);
  }
}
