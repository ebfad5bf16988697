package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The time that an outer call has left bounds the calls inside it. */
class DeadlinesTest {

  private final Rig inner = new Rig().with(PolicyKey.MAX_RETRIES, 9);
  private final Rig outer =
      new Rig().on(inner.time).with(PolicyKey.TIMEOUT, Duration.ofMillis(2500));

  @Test
  void anInnerCallBeginsNoWaitThatWouldEndAfterTheOuterDeadline() {
    IOException broken = new IOException("broken");
    Script work = Script.fails(broken);
    assertThatThrownBy(() -> outer.retry().call(() -> inner.retry().call(work))).isSameAs(broken);
    // After 1 s, and not after 2 s more.
    assertThat(work.calls()).isEqualTo(2);
    assertThat(inner.time.sleeps()).containsExactly(Duration.ofSeconds(1));
    assertThat(inner.calls(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(outer.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void anAttemptOfTheInnerCallIsCutAtTheOuterDeadline() {
    Script work =
        new Script()
            .then(
                () -> {
                  inner.time.advance(Duration.ofSeconds(3));
                  throw new IOException("interrupted");
                });
    assertThatThrownBy(() -> outer.retry().call(() -> inner.retry().call(work)))
        .isInstanceOf(AttemptTimeoutException.class)
        .extracting(thrown -> ((AttemptTimeoutException) thrown).limit())
        .isEqualTo(Duration.ofMillis(2500));
    assertThat(work.calls()).isEqualTo(1);
    assertThat(inner.calls(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(outer.calls(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void theExceptionTellsWhoseTimeoutItWas() throws Exception {
    outer
        .retry()
        .call(
            () -> {
              assertThatThrownBy(
                      () ->
                          inner
                              .retry()
                              .call(
                                  () -> {
                                    inner.time.advance(Duration.ofSeconds(3));
                                    throw new IOException("interrupted");
                                  }))
                  .hasMessage(
                      "attempt 1 of Test.call was cut: the timeout of Test.call, which called it,"
                          + " of PT2.5S is over");
              return "done";
            });
  }

  @Test
  void aShorterTimeoutOfItsOwnBoundsTheInnerCall() {
    inner.with(PolicyKey.TIMEOUT, Duration.ofMillis(500));
    assertThatThrownBy(
            () -> outer.retry().call(() -> inner.retry().call(Script.fails(new IOException("x")))))
        .hasMessage("x");
    assertThat(inner.time.sleeps()).isEmpty();
    assertThat(inner.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void theBoundReachesThroughACallBetween() {
    Rig middle = new Rig().on(inner.time);
    assertThatThrownBy(
            () ->
                outer
                    .retry()
                    .call(
                        () ->
                            middle
                                .retry()
                                .call(
                                    () -> inner.retry().call(Script.fails(new IOException("x"))))))
        .hasMessage("x");
    assertThat(inner.time.sleeps()).containsExactly(Duration.ofSeconds(1));
    assertThat(inner.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void theInnerCallTellsTheTimeThatIsReallyLeft() throws Exception {
    inner.with(PolicyKey.TIMEOUT, Duration.ofMinutes(1));
    Callable<Duration> remaining =
        () -> RetryContext.current().orElseThrow().remaining().orElseThrow();
    assertThat(outer.retry().<Duration>call(() -> inner.retry().call(remaining)))
        .isEqualTo(Duration.ofMillis(2500));
  }

  @Test
  void whatComesAfterTheOuterCallIsFree() {
    assertThatThrownBy(() -> outer.retry().call(Script.fails(new NullPointerException())))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> inner.retry().call(Script.fails(new IOException("x"))))
        .hasMessage("x");
    assertThat(inner.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void aFallbackThatAnswersAfterTheTimeoutMayCallOthers() throws Throwable {
    CallSite site = outer.site(null);
    Object value =
        FirstAttempt.call(
            Hand.BLOCKING,
            site,
            new Attempts<Script>() {
              @Override
              public @Nullable Object first(Script work) throws Exception {
                return work.call();
              }

              @Override
              public @Nullable Object again(Script work) throws Exception {
                return work.call();
              }

              @Override
              public Answer fallback(Script work, Throwable failure) {
                return () ->
                    inner.retry().call(Script.fails(new IOException()).thenReturns("cached"));
              }
            },
            new Script()
                .then(
                    () -> {
                      inner.time.advance(Duration.ofSeconds(3));
                      throw new IOException("cut");
                    }));
    assertThat(value).isEqualTo("cached");
    assertThat(outer.calls(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(inner.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
  }

  @Test
  void theAttemptTimeoutOfAnOuterCallBoundsTheInnerOneToo() throws Exception {
    Rig limited =
        new Rig()
            .on(inner.time)
            .with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofMillis(2500))
            .with(PolicyKey.MAX_RETRIES, 1);
    Script work = Script.fails(new IOException("x"));
    assertThatThrownBy(() -> limited.retry().call(() -> inner.retry().call(work))).hasMessage("x");
    // After 1 s, and not after 2 s more.
    assertThat(work.calls()).isEqualTo(2);
    assertThat(inner.calls(Outcome.TIMEOUT)).isEqualTo(1);
    Script slow =
        new Script()
            .then(
                () -> {
                  inner.time.advance(Duration.ofSeconds(3));
                  throw new IOException("interrupted");
                });
    assertThatThrownBy(() -> limited.retry().call(() -> inner.retry().call(slow)))
        .isInstanceOf(AttemptTimeoutException.class)
        .hasMessage("attempt 2 of Test.call was cut: the attempt-timeout of PT2.5S is over");
    // Each attempt of the outer call is cut, and inside the one that it makes.
    assertThat(slow.calls()).isEqualTo(2);
    assertThat(inner.calls(Outcome.TIMEOUT)).isEqualTo(3);
    assertThat(limited.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void aCallThatBeginsAfterTheOuterDeadlineIsNotMade() {
    Script work = Script.returns("late");
    assertThatThrownBy(
            () ->
                outer
                    .retry()
                    .call(
                        () -> {
                          inner.time.advance(Duration.ofSeconds(3));
                          boolean unused = Thread.interrupted();
                          return inner.retry().call(work);
                        }))
        .isInstanceOf(AttemptTimeoutException.class)
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed()[0])
                    .hasMessage(
                        "Test.call was not called: the timeout of Test.call, which called it, of"
                            + " PT2.5S is over"));
    assertThat(work.calls()).isZero();
    assertThat(inner.calls(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(outer.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }
}
