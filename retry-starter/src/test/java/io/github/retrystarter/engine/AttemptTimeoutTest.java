package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.AttemptSeries;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.time.SystemTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AttemptTimeoutTest {

  private final Rig rig =
      new Rig()
          .with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofMillis(500))
          .with(PolicyKey.MAX_RETRIES, 1);

  /** Work that takes so long, unless it is interrupted: then it throws, as blocking calls do. */
  private Callable<Object> blocking(Duration time) {
    return () -> {
      rig.time.advance(time);
      if (Thread.interrupted()) {
        throw new InterruptedException("cut");
      }
      return "done";
    };
  }

  @Test
  void anAttemptThatRunsTooLongIsInterruptedAndRetried() throws Exception {
    Script work = new Script().then(blocking(Duration.ofSeconds(2))).thenReturns("done");
    assertThat(rig.retry().call(work)).isEqualTo("done");
    assertThat(work.calls()).isEqualTo(2);
    assertThat(rig.counts().attempts(AttemptSeries.of(1, "attempt_timeout"))).isEqualTo(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(rig.time.alarms()).isZero();
  }

  @Test
  void theCallersExceptionTellsTheLimitAndWhereTheAttemptWasStuck() {
    Throwable thrown =
        catchThrowable(() -> rig.retry().call(new Script().then(blocking(Duration.ofSeconds(2)))));
    assertThat(thrown)
        .isExactlyInstanceOf(AttemptTimeoutException.class)
        .hasMessage("attempt 2 of Test.call was cut: the attempt-timeout of PT0.5S is over")
        .hasNoCause();
    assertThat(((AttemptTimeoutException) thrown).limit()).isEqualTo(Duration.ofMillis(500));
    assertThat(thrown.getSuppressed()[0])
        .isInstanceOf(InterruptedException.class)
        .hasMessage("cut");
    RetryInfo info = RetryInfo.of(thrown).orElseThrow();
    assertThat(info.reason()).isEqualTo("exhausted");
    assertThat(info.kinds()).containsExactly("attempt_timeout", "attempt_timeout");
  }

  @Test
  void theLastRealFailureIsTheCause() {
    IOException real = new IOException("real");
    Script work = Script.fails(real).then(blocking(Duration.ofSeconds(2)));
    assertThatThrownBy(() -> rig.retry().call(work))
        .isInstanceOf(AttemptTimeoutException.class)
        .hasCause(real);
  }

  @Test
  void aValueThatComesLateIsASuccess() throws Exception {
    Script work =
        new Script()
            .then(
                () -> {
                  rig.time.advance(Duration.ofSeconds(2));
                  return "late";
                });
    assertThat(rig.retry().call(work)).isEqualTo("late");
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anErrorOfACutAttemptStaysAnError() {
    Script work =
        new Script()
            .then(
                () -> {
                  rig.time.advance(Duration.ofSeconds(2));
                  throw new OutOfMemoryError("real");
                });
    assertThatThrownBy(() -> rig.retry().call(work)).isInstanceOf(OutOfMemoryError.class);
    assertThat(work.calls()).isEqualTo(1);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void anInterruptThatSomebodyElseSentBeforeIsPutBack() {
    Script work =
        new Script()
            .then(
                () -> {
                  Thread.currentThread().interrupt();
                  rig.time.advance(Duration.ofSeconds(2));
                  throw new IOException("gave way");
                });
    assertThatThrownBy(() -> rig.retry().call(work)).isInstanceOf(AttemptTimeoutException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(rig.calls(Outcome.INTERRUPTED)).isEqualTo(1);
  }

  @Test
  void theWholeCallsTimeoutCutsTheRunningAttempt() {
    rig.with(PolicyKey.TIMEOUT, Duration.ofMillis(1800)).with(PolicyKey.MAX_RETRIES, 9);
    rig.with(PolicyKey.DELAY, Duration.ofSeconds(1));
    Script work =
        new Script().then(blocking(Duration.ofMillis(600))).then(blocking(Duration.ofSeconds(9)));
    Throwable thrown = catchThrowable(() -> rig.retry().call(work));
    // 0.5 s cut, 1 s waited, and 0.3 s left: less than the attempt's own limit.
    assertThat(thrown)
        .isInstanceOf(AttemptTimeoutException.class)
        .hasMessage("attempt 2 of Test.call was cut: the call's timeout of PT1.8S is over");
    assertThat(((AttemptTimeoutException) thrown).limit()).isEqualTo(Duration.ofMillis(1800));
    assertThat(RetryInfo.of(thrown).orElseThrow().reason()).isEqualTo("timeout");
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(work.calls()).isEqualTo(2);
  }

  @Test
  void aTimeoutBetweenAttemptsGivesTheLastFailure() {
    rig.with(PolicyKey.TIMEOUT, Duration.ofMillis(1500)).with(PolicyKey.MAX_RETRIES, 9);
    IOException real = new IOException("real");
    assertThatThrownBy(() -> rig.retry().call(Script.fails(real))).isSameAs(real);
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }

  /**
   * The inner watch takes its interrupt back, but not the one that the outer has sent meanwhile.
   */
  @Test
  void anOuterCallsTimeoutReachesThroughAnInnerCallThatIgnoresInterrupts() {
    Rig outer =
        new Rig()
            .on(rig.time)
            .with(PolicyKey.TIMEOUT, Duration.ofMillis(300))
            .with(PolicyKey.DELAY, Duration.ofMillis(1));
    Retry inner =
        rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofMillis(100))
            .with(PolicyKey.DELAY, Duration.ofSeconds(3))
            .retry();
    Script stubborn =
        new Script()
            .then(
                () -> {
                  rig.time.advance(Duration.ofMillis(500));
                  throw new IOException("does not look at interrupts");
                });
    assertThatThrownBy(() -> outer.retry().call(() -> inner.call(stubborn)))
        .isInstanceOf(AttemptTimeoutException.class)
        .hasMessage("attempt 1 of Test.call was cut: the call's timeout of PT0.3S is over");
    assertThat(stubborn.calls()).isEqualTo(1);
    assertThat(rig.time.sleeps()).isEmpty();
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(outer.calls(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anInnerAttemptThatIsCutLeavesTheOuterOneInPeace() throws Exception {
    Retry outer =
        new Rig().on(rig.time).with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofMinutes(1)).retry();
    Script work = new Script().then(blocking(Duration.ofSeconds(2))).thenReturns("done");
    assertThat(outer.call(() -> rig.retry().call(work))).isEqualTo("done");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(rig.time.alarms()).isZero();
  }

  @Test
  void aRejectedValueDoesNotHideTheRealFailureBefore() {
    rig.with(PolicyKey.MAX_RETRIES, 2);
    IOException real = new IOException("real");
    Script work = Script.fails(real).thenReturns("").then(blocking(Duration.ofSeconds(2)));
    assertThatThrownBy(() -> rig.retry(""::equals).call(work))
        .isInstanceOf(AttemptTimeoutException.class)
        .hasCause(real);
  }

  /** The real clock and real interrupts: whoever is cut early, late or never finds no stray one. */
  @Test
  void noInterruptIsEverLeftBehind() throws Exception {
    SystemTime real = new SystemTime();
    Rig hot =
        new Rig()
            .on(real)
            .with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofNanos(20_000))
            .with(PolicyKey.MAX_RETRIES, 0);
    Retry retry = hot.retry();
    int calls = 5_000;
    int cut = 0;
    for (int i = 0; i < calls; i++) {
      long until = System.nanoTime() + 10_000 + i % 40 * 1_000L;
      try {
        retry.call(
            () -> {
              while (System.nanoTime() < until) {
                if (Thread.interrupted()) {
                  throw new InterruptedException();
                }
              }
              return "done";
            });
      } catch (AttemptTimeoutException e) {
        cut++;
      }
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
    assertThat(hot.calls()).isEqualTo(calls);
    assertThat(hot.calls(Outcome.EXHAUSTED)).isEqualTo(cut);
    real.close();
  }

  @Test
  void aBlockedThreadIsReallyInterrupted() throws Exception {
    SystemTime real = new SystemTime();
    Rig blocked =
        new Rig()
            .on(real)
            .with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofMillis(20))
            .with(PolicyKey.MAX_RETRIES, 1)
            .with(PolicyKey.DELAY, Duration.ZERO);
    CountDownLatch never = new CountDownLatch(1);
    Script work =
        new Script()
            .then(
                () -> {
                  never.await();
                  return "never";
                })
            .thenReturns("done");
    assertThat(blocked.retry().call(work)).isEqualTo("done");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    real.close();
  }
}
