package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Calls whose attempts end with a future; in virtual time a wait is over when the test says so. */
@SuppressWarnings("FutureReturnValueIgnored")
class FutureCallTest {

  private final Rig rig = new Rig().with(PolicyKey.MAX_RETRIES, 3);
  private final List<CompletableFuture<String>> promised = new ArrayList<>();
  private final IOException broken = new IOException("broken");

  private CompletableFuture<String> promise() {
    CompletableFuture<String> next = new CompletableFuture<>();
    promised.add(next);
    return next;
  }

  private CompletableFuture<String> call() {
    return rig.retry().callAsync(this::promise);
  }

  private CompletableFuture<String> last() {
    return promised.get(promised.size() - 1);
  }

  private static void fail(CompletableFuture<String> promise, Throwable failure) {
    assertThat(promise.completeExceptionally(failure)).isTrue();
  }

  private void seconds(long seconds) {
    rig.time.advance(Duration.ofSeconds(seconds));
  }

  @Test
  void aPromiseThatIsKeptAtOnceIsReturnedItself() {
    CompletableFuture<String> kept = CompletableFuture.completedFuture("good");
    assertThat(rig.retry().callAsync(() -> kept)).isSameAs(kept);
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
    assertThat(rig.time.readings()).isZero();
  }

  @Test
  void aPromiseThatIsKeptLaterIsASuccess() {
    CompletableFuture<String> call = call();
    assertThat(call).isNotDone();
    last().complete("good");
    assertThat(call).isCompletedWithValue("good");
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
  }

  @Test
  void aBrokenPromiseIsMadeAgainAfterTheWait() {
    CompletableFuture<String> call = call();
    fail(last(), broken);
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(1));
    assertThat(promised).hasSize(1);
    seconds(1);
    assertThat(promised).hasSize(2);
    last().complete("good");
    assertThat(call).isCompletedWithValue("good");
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
  }

  @Test
  void theCallerSeesTheLastFailureItself() {
    rig.time.hurry();
    CompletableFuture<String> call =
        rig.retry()
            .callAsync(
                () -> CompletableFuture.<String>failedFuture(new CompletionException(broken)));
    List<Throwable> seen = new ArrayList<>();
    call.whenComplete((value, failure) -> seen.add(failure));
    assertThat(seen).containsExactly(broken);
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
    assertThat(rig.time.sleeps())
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(RetryInfo.of(broken).orElseThrow().kinds()).containsExactly("io", "io", "io", "io");
    assertThatThrownBy(call::get).isInstanceOf(ExecutionException.class).hasCause(broken);
  }

  @Test
  void whatIsThrownInsteadOfAPromiseIsAFailureToo() {
    rig.time.hurry();
    Script work = Script.fails(broken).thenReturns(CompletableFuture.completedFuture("good"));
    assertThat(rig.retry().callAsync(supplier(work))).isCompletedWithValue("good");
    assertThat(work.calls()).isEqualTo(2);
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
  }

  @Test
  void aPermanentFailureIsNotThrownButPromised() {
    CompletableFuture<String> call =
        rig.retry()
            .callAsync(
                () -> {
                  throw new IllegalArgumentException("bad");
                });
    assertThat(call).isCompletedExceptionally();
    assertThatThrownBy(call::join).hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(rig.calls(Outcome.PERMANENT)).isEqualTo(1);
  }

  @Test
  void noPromiseAtAllIsAValue() {
    assertThat(rig.retry().<String>callAsync(() -> null)).isCompletedWithValue(null);
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
  }

  @Test
  void aRejectedValueIsAskedForAgain() {
    CompletableFuture<String> call = rig.retry("no"::equals).callAsync(this::promise);
    last().complete("no");
    seconds(1);
    last().complete("yes");
    assertThat(call).isCompletedWithValue("yes");
  }

  @Test
  void theLastRejectedValueIsTheAnswer() {
    rig.time.hurry();
    CompletableFuture<String> call =
        rig.retry("no"::equals).callAsync(() -> CompletableFuture.completedFuture("no"));
    assertThat(call).isCompletedWithValue("no");
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void cancellingDuringAnAttemptCancelsIt() {
    CompletableFuture<String> call = call();
    assertThat(call.cancel(true)).isTrue();
    assertThat(last()).isCancelled();
    assertThat(rig.calls(Outcome.CANCELLED)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
    assertThat(rig.counts().attempts()).isEqualTo(1);
  }

  @Test
  void cancellingDuringAWaitForgetsIt() {
    CompletableFuture<String> call = call();
    fail(last(), broken);
    assertThat(rig.time.alarms()).isEqualTo(1);
    assertThat(call.cancel(true)).isTrue();
    assertThat(rig.time.alarms()).isZero();
    assertThat(rig.calls(Outcome.CANCELLED)).isEqualTo(1);
    seconds(100);
    assertThat(promised).hasSize(1);
  }

  @Test
  void whoeverCompletesTheReturnedFutureStopsTheRetries() {
    List<java.util.function.Consumer<CompletableFuture<String>>> ways =
        List.of(
            call -> call.complete("mine"),
            call -> call.completeExceptionally(new TimeoutException()),
            call -> call.completeAsync(() -> "mine", Runnable::run),
            call -> call.obtrudeValue("mine"),
            call -> call.obtrudeException(broken));
    for (var way : ways) {
      CompletableFuture<String> call = call();
      fail(last(), broken);
      way.accept(call);
      assertThat(rig.time.alarms()).isZero();
    }
    assertThat(rig.calls(Outcome.CANCELLED)).isEqualTo(ways.size());
  }

  @Test
  void aTimeLimitOfTheCallersOwnStopsThem() {
    CompletableFuture<String> call = call();
    CompletableFuture<String> attempt = last();
    assertThatThrownBy(() -> call.orTimeout(1, java.util.concurrent.TimeUnit.MILLISECONDS).join())
        .hasCauseInstanceOf(TimeoutException.class);
    assertThatThrownBy(attempt::join).isInstanceOf(CancellationException.class);
    assertThat(rig.calls(Outcome.CANCELLED)).isEqualTo(1);
  }

  @Test
  void cancellingFromInsideAnAttemptStopsThem() {
    List<CompletableFuture<String>> calls = new ArrayList<>();
    CompletableFuture<String> call =
        rig.retry()
            .callAsync(
                () -> {
                  if (!calls.isEmpty()) {
                    calls.get(0).cancel(true);
                  }
                  return promise();
                });
    calls.add(call);
    fail(last(), broken);
    seconds(1);
    assertThat(promised).hasSize(2);
    assertThat(last()).isCancelled();
    assertThat(rig.calls(Outcome.CANCELLED)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
  }

  @Test
  void anAttemptThatTakesTooLongIsCancelledAndRetried() {
    rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofSeconds(5));
    CompletableFuture<String> call = call();
    seconds(5);
    assertThat(promised.get(0)).isCancelled();
    seconds(1);
    last().complete("good");
    assertThat(call).isCompletedWithValue("good");
    assertThat(rig.time.alarms()).isZero();
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
  }

  @Test
  void theTimeoutCutsTheRunningAttempt() {
    rig.with(PolicyKey.TIMEOUT, Duration.ofSeconds(5));
    CompletableFuture<String> call = call();
    seconds(5);
    assertThat(last()).isCancelled();
    assertThatThrownBy(call::join)
        .cause()
        .isInstanceOf(AttemptTimeoutException.class)
        .hasMessage("attempt 1 of Test.call was cut: the call's timeout of PT5S is over");
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void closingEndsTheWaits() {
    CompletableFuture<String> call = call();
    fail(last(), broken);
    rig.time.close();
    assertThatThrownBy(call::join).hasCause(broken);
    assertThat(rig.calls(Outcome.SHUTDOWN)).isEqualTo(1);
  }

  @Test
  void eachAttemptKnowsItsCall() {
    rig.time.hurry();
    List<Integer> attempts = new ArrayList<>();
    rig.retry()
        .callAsync(
            () -> {
              attempts.add(RetryContext.current().orElseThrow().attempt());
              return CompletableFuture.failedFuture(broken);
            });
    assertThat(attempts).containsExactly(1, 2, 3, 4);
    assertThat(RetryContext.current()).isEmpty();
  }

  @Test
  void innerCallsAreNotMultiplied() {
    rig.time.hurry();
    Rig inner = new Rig().on(rig.time).with(PolicyKey.MAX_RETRIES, 3);
    CompletableFuture<String> call =
        rig.retry().callAsync(() -> inner.retry().callAsync(() -> failedLater()));
    fail(last(), broken);
    assertThat(call).isNotDone();
    for (int i = 1; i < 4; i++) {
      fail(last(), broken);
    }
    assertThat(promised).hasSize(4);
    assertThatThrownBy(call::join).hasCause(broken);
    assertThat(rig.calls(Outcome.NESTED)).isEqualTo(1);
  }

  private CompletionStage<String> failedLater() {
    return promise();
  }

  @Test
  void aPlainFutureIsLookedAtUntilItIsDone() throws Throwable {
    FutureTask<String> task = new FutureTask<>(() -> "good");
    Object returned =
        FirstAttempt.call(
            Hand.FUTURE,
            rig.site(null),
            new Attempts<FutureTask<String>>() {
              @Override
              public Object first(FutureTask<String> future) {
                return future;
              }

              @Override
              public Object again(FutureTask<String> future) {
                return future;
              }
            },
            task);
    CompletableFuture<?> call = (CompletableFuture<?>) Objects.requireNonNull(returned);
    assertThat(call).isNotDone();
    task.run();
    assertThat(call.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("good");
    assertThat(rig.time.sleeps()).isEmpty();
    assertThat(rig.time.nanos()).isZero();
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
    assertThat(rig.time.alarms()).isZero();
  }

  @Test
  void anOpenBreakerFailsTheFuture() {
    rig.with(PolicyKey.MAX_RETRIES, 0);
    CircuitOpenException rejected = new CircuitOpenException("b", Duration.ZERO, "open");
    CompletableFuture<String> call =
        rig.retry().callAsync(() -> CompletableFuture.failedFuture(rejected));
    assertThatThrownBy(call::join).hasCause(rejected);
  }

  private static Supplier<CompletionStage<String>> supplier(Script work) {
    return () -> {
      try {
        @SuppressWarnings("unchecked")
        CompletionStage<String> stage = (CompletionStage<String>) work.call();
        return stage;
      } catch (Exception failure) {
        throw Sneaky.rethrow(failure);
      }
    };
  }

  /** The JDK's own: a CompletableFuture that can't be asked, waited for or cancelled. */
  @Test
  void aMinimalStageIsRetriedAsAnyOther() {
    rig.time.hurry();
    IOException broken = new IOException("broken");
    List<CompletionStage<String>> stages =
        new ArrayList<>(
            List.of(
                CompletableFuture.<String>failedStage(broken),
                new CompletableFuture<String>().minimalCompletionStage(),
                CompletableFuture.completedStage("good")));
    rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofSeconds(5));
    CompletableFuture<String> call =
        rig.retry().callAsync(() -> stages.remove(0)).toCompletableFuture();
    seconds(5);
    assertThat(call).isCompletedWithValue("good");
    assertThat(rig.counts().attempts()).isEqualTo(3);
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
  }
}
