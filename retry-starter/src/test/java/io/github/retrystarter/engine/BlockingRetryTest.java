package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.event.AttemptSeries;
import io.github.retrystarter.event.CallListener;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class BlockingRetryTest {

  private final Rig rig = new Rig();
  private final IOException broken = new IOException("broken");

  @Test
  void aCallThatSucceedsAtOnceReadsNoClockAndTellsNobody() throws Exception {
    List<String> told = new ArrayList<>();
    rig.listeners.add(new Recorder(told));
    Script work = Script.returns("done");
    assertThat(rig.retry().call(work)).isEqualTo("done");
    assertThat(work.calls()).isEqualTo(1);
    assertThat(rig.time.readings()).isZero();
    assertThat(told).isEmpty();
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
    assertThat(rig.counts().attempts(AttemptSeries.FIRST_SUCCESS)).isEqualTo(1);
  }

  @Test
  void aTransientFailureIsRetriedAfterTheDelaysOfThePolicy() throws Exception {
    Script work = Script.fails(broken).thenFails(broken).thenReturns("done");
    assertThat(rig.retry().call(work)).isEqualTo("done");
    assertThat(work.calls()).isEqualTo(3);
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
    assertThat(rig.counts().attempts(AttemptSeries.of(1, "io"))).isEqualTo(1);
    assertThat(rig.counts().attempts(AttemptSeries.of(2, "io"))).isEqualTo(1);
    assertThat(rig.counts().attempts(AttemptSeries.of(3, "success"))).isEqualTo(1);
    assertThat(rig.counts().attempts()).isEqualTo(3);
  }

  @Test
  void exhaustedRetriesThrowTheLastExceptionItselfWithOneMarker() {
    ConnectException first = new ConnectException("refused");
    Script work = Script.fails(first).thenFails(broken);
    Throwable thrown = catchThrowable(() -> rig.retry().call(work));
    assertThat(thrown).isSameAs(broken);
    assertThat(thrown.getSuppressed()).hasSize(1);
    RetryInfo info = RetryInfo.of(thrown).orElseThrow();
    assertThat(info.policy()).isEqualTo("default");
    assertThat(info.reason()).isEqualTo("exhausted");
    assertThat(info.attempts()).isEqualTo(4);
    assertThat(info.elapsed()).isEqualTo(Duration.ofSeconds(7));
    assertThat(info.kinds()).containsExactly("connection_refused", "io", "io", "io");
    assertThat(info.getStackTrace()).isEmpty();
    assertThat(info)
        .hasMessage(
            "retry policy 'default' gave up: exhausted after 4 attempts in 7000 ms"
                + " [connection_refused, io, io, io]");
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void theElapsedTimeHoldsTheFirstAttempt() {
    Script work =
        new Script()
            .then(
                () -> {
                  rig.time.advance(Duration.ofSeconds(30));
                  throw broken;
                });
    rig.with(PolicyKey.MAX_RETRIES, 0);
    assertThatThrownBy(() -> rig.retry().call(work)).isSameAs(broken);
    assertThat(RetryInfo.of(broken).orElseThrow().elapsed()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aPermanentFailureIsNotRetried() {
    Script work = Script.fails(new IllegalArgumentException("bug"));
    Throwable thrown = catchThrowable(() -> rig.retry().call(work));
    assertThat(work.calls()).isEqualTo(1);
    assertThat(RetryInfo.of(thrown).orElseThrow().reason()).isEqualTo("permanent");
    assertThat(rig.calls(Outcome.PERMANENT)).isEqualTo(1);
    assertThat(rig.time.sleeps()).isEmpty();
  }

  @Test
  void anErrorIsNotRetried() {
    Script work = Script.fails(new StackOverflowError());
    assertThatThrownBy(() -> rig.retry().call(work)).isInstanceOf(StackOverflowError.class);
    assertThat(work.calls()).isEqualTo(1);
    assertThat(rig.calls(Outcome.PERMANENT)).isEqualTo(1);
  }

  @Test
  void anErrorIsRetriedWhenIncludesNamesIt() {
    rig.with(PolicyKey.INCLUDES, List.of("error"));
    Script work = Script.fails(new StackOverflowError());
    assertThatThrownBy(() -> rig.retry().call(work)).isInstanceOf(StackOverflowError.class);
    assertThat(work.calls()).isEqualTo(4);
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void anInterruptedExceptionOfTheMethodEndsTheCallAndLeavesTheFlagAsItIs() {
    Script work = Script.fails(new InterruptedException());
    Throwable thrown = catchThrowable(() -> rig.retry().call(work));
    assertThat(thrown).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(RetryInfo.of(thrown).orElseThrow().reason()).isEqualTo("interrupted");
    assertThat(work.calls()).isEqualTo(1);
  }

  @Test
  void anInterruptDuringAWaitEndsTheCallWithItsFailureAndTheFlagSet() {
    rig.time.beforeSleep(() -> Thread.currentThread().interrupt());
    Script work = Script.fails(broken);
    Throwable thrown = catchThrowable(() -> rig.retry().call(work));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown).isSameAs(broken);
    assertThat(RetryInfo.of(thrown).orElseThrow().reason()).isEqualTo("interrupted");
    assertThat(work.calls()).isEqualTo(1);
    assertThat(rig.calls(Outcome.INTERRUPTED)).isEqualTo(1);
  }

  @Test
  void closingDuringAWaitEndsTheCall() {
    rig.time.beforeSleep(rig.time::close);
    Script work = Script.fails(broken);
    Throwable thrown = catchThrowable(() -> rig.retry().call(work));
    assertThat(RetryInfo.of(thrown).orElseThrow().reason()).isEqualTo("shutdown");
    assertThat(work.calls()).isEqualTo(1);
    assertThat(rig.calls(Outcome.SHUTDOWN)).isEqualTo(1);
  }

  @Test
  void noWaitBeginsOnceTheApplicationIsClosing() {
    rig.time.close();
    List<String> told = new ArrayList<>();
    rig.listeners.add(new Recorder(told));
    assertThatThrownBy(() -> rig.retry().call(Script.fails(broken))).isSameAs(broken);
    assertThat(told).containsExactly("give up shutdown after 1");
  }

  @Test
  void noWaitBeginsThatWouldNotEndInsideTheTimeout() {
    rig.with(PolicyKey.TIMEOUT, Duration.ofSeconds(3));
    Script work = Script.fails(broken);
    Throwable thrown = catchThrowable(() -> rig.retry().call(work));
    // 1 s was waited; the next wait, 2 s, would end with the time.
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(1));
    assertThat(thrown).isSameAs(broken);
    assertThat(RetryInfo.of(thrown).orElseThrow().reason()).isEqualTo("timeout");
    assertThat(work.calls()).isEqualTo(2);
    assertThat(rig.time.alarms()).isZero();
  }

  @Test
  void aCallWithoutALimitOfRetriesEndsWithItsTimeout() {
    rig.with(PolicyKey.MAX_RETRIES, -1).with(PolicyKey.TIMEOUT, Duration.ofMinutes(1));
    rig.with(PolicyKey.MAX_DELAY, Duration.ofSeconds(1));
    Script work = Script.fails(broken);
    assertThatThrownBy(() -> rig.retry().call(work)).isSameAs(broken);
    assertThat(work.calls()).isEqualTo(60);
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void aServersWishReplacesTheDelay() {
    rig.classifiers.add(failure -> busy(Duration.ofSeconds(42)));
    assertThatThrownBy(() -> rig.retry().call(Script.fails(broken))).isSameAs(broken);
    assertThat(rig.time.sleeps()).containsOnly(Duration.ofSeconds(42)).hasSize(3);
  }

  @Test
  void aServersWishThatIsTooLongEndsTheCall() {
    rig.classifiers.add(failure -> busy(Duration.ofSeconds(61)));
    assertThatThrownBy(() -> rig.retry().call(Script.fails(broken))).isSameAs(broken);
    assertThat(rig.time.sleeps()).isEmpty();
    assertThat(rig.calls(Outcome.RETRY_AFTER)).isEqualTo(1);
  }

  @Test
  void workThatIsNotIdempotentIsRetriedOnlyWhenItWasCertainlyNotDone() {
    rig.with(PolicyKey.IDEMPOTENT, false);
    Script work = Script.fails(new ConnectException("refused")).thenFails(broken);
    assertThatThrownBy(() -> rig.retry().call(work)).isSameAs(broken);
    assertThat(work.calls()).isEqualTo(2);
    assertThat(rig.calls(Outcome.NOT_IDEMPOTENT)).isEqualTo(1);
  }

  @Test
  void aRejectedResultIsRetriedAndTheLastOneIsReturned() throws Exception {
    Script work = Script.returns("").thenReturns("").thenReturns("full");
    assertThat(rig.retry(""::equals).call(work)).isEqualTo("full");
    assertThat(work.calls()).isEqualTo(3);
    assertThat(rig.counts().attempts(AttemptSeries.of(1, "result"))).isEqualTo(1);

    assertThat(rig.retry(""::equals).call(Script.returns(""))).isEqualTo("");
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void aPredicateThatThrowsHasNoOpinionAndIsToldOnce(CapturedOutput output) throws Exception {
    Retry retry =
        rig.retry(
            value -> {
              throw new IllegalStateException("predicate");
            });
    assertThat(retry.call(Script.returns("value"))).isEqualTo("value");
    assertThat(retry.call(Script.returns("value"))).isEqualTo("value");
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(2);
    assertThat(output).containsOnlyOnce("threw on a result of Test.call");
  }

  @Test
  void listenersAreToldInOrder() throws Exception {
    List<String> told = new ArrayList<>();
    rig.listeners.add(new Recorder(told));
    rig.retry().call(Script.fails(broken).thenReturns("done"));
    assertThatThrownBy(() -> rig.retry().call(Script.fails(broken))).isSameAs(broken);
    assertThat(told)
        .containsExactly(
            "retry 1 after io in PT1S",
            "success after 2",
            "retry 1 after io in PT1S",
            "retry 2 after io in PT2S",
            "retry 3 after io in PT4S",
            "give up exhausted after 4");
  }

  @Test
  void aListenerThatThrowsChangesNothingAndIsToldOnce(CapturedOutput output) throws Exception {
    List<String> told = new ArrayList<>();
    rig.listeners.add(new Thrower());
    rig.listeners.add(new Recorder(told));
    Retry retry = rig.retry();
    assertThat(retry.call(Script.fails(broken).thenReturns("done"))).isEqualTo("done");
    assertThatThrownBy(() -> retry.call(Script.fails(broken))).isSameAs(broken);
    assertThat(told).hasSize(6);
    assertThat(rig.calls()).isEqualTo(2);
    assertThat(output).containsOnlyOnce("Thrower threw; the call goes on");
  }

  @Test
  void aWaitIsTimedAlsoWhenItWasCutShort() {
    List<Long> waits = new ArrayList<>();
    rig.own.add(
        new CallListener() {
          @Override
          public void waited(CallStats stats, long nanos) {
            waits.add(nanos);
          }
        });
    rig.time.beforeSleep(
        () -> {
          if (!waits.isEmpty()) {
            rig.time.advance(Duration.ofMillis(300));
            rig.time.close();
          }
        });
    assertThatThrownBy(() -> rig.retry().call(Script.fails(broken))).isSameAs(broken);
    assertThat(waits).containsExactly(1_000_000_000L, 300_000_000L);
  }

  @Test
  void anExceptionSharedBetweenCallsIsMarkedOnce() {
    Retry retry = rig.retry();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> retry.call(Script.fails(broken))).isSameAs(broken);
    }
    assertThat(broken.getSuppressed()).hasSize(1);
  }

  @Test
  void anExceptionThatTakesNoSuppressedOnesReachesTheCallerAsItIs() {
    Throwable bare = new Bare();
    assertThatThrownBy(() -> rig.retry().call(Script.fails(bare))).isSameAs(bare);
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void whateverThrowsWhileDecidingTheCallEndsWithItsFailure() {
    rig.random(
        () -> {
          throw new IllegalStateException("no random number");
        });
    assertThatThrownBy(() -> rig.retry().call(Script.fails(broken)))
        .isSameAs(broken)
        .satisfies(
            failure -> assertThat(failure.getSuppressed()[0]).hasMessage("no random number"));
    assertThat(rig.calls(Outcome.PERMANENT)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
  }

  @Test
  void anExceptionThatThrowsWhenLookedAtReachesTheCallerAndIsCounted() {
    ConnectException hostile = new Hostile();
    assertThatThrownBy(() -> rig.retry().call(Script.fails(hostile))).isSameAs(hostile);
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
    assertThat(rig.counts().attempts()).isEqualTo(4);
  }

  @Test
  void runnablesAreRetriedToo() {
    int[] calls = {0};
    rig.retry()
        .run(
            () -> {
              if (++calls[0] < 3) {
                throw new IllegalStateException("not yet");
              }
            });
    assertThat(calls[0]).isEqualTo(3);
  }

  private static @Nullable Failure busy(Duration wish) {
    return new Failure("busy", Failure.Verdict.RETRY, Failure.Executed.NO, wish);
  }

  private static final class Hostile extends ConnectException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("getMessage");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new AssertionError("getCause");
    }
  }

  private static final class Bare extends Exception {
    private static final long serialVersionUID = 1L;

    Bare() {
      super("bare", null, false, false);
    }
  }

  private static final class Thrower implements RetryListener {
    @Override
    public void onRetry(RetryEvent event) {
      throw new AssertionError("onRetry");
    }

    @Override
    public void onSuccess(RetryEvent event) {
      throw new IllegalStateException("onSuccess");
    }

    @Override
    public void onGiveUp(RetryEvent event) {
      throw new IllegalStateException("onGiveUp");
    }
  }

  private record Recorder(List<String> told) implements RetryListener {
    @Override
    public void onRetry(RetryEvent event) {
      told.add("retry %d after %s in %s".formatted(event.attempt(), event.kind(), event.delay()));
    }

    @Override
    public void onSuccess(RetryEvent event) {
      told.add("success after " + event.attempt());
    }

    @Override
    public void onGiveUp(RetryEvent event) {
      told.add("give up " + event.reason() + " after " + event.attempt());
    }
  }
}
