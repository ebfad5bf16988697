package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryContext.Inbound;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scopes on a thread of a pool that are left twice, out of order, or never. */
class CallScopeTest {

  private final Rig rig = new Rig();
  private final ServedRequest first = request(1);
  private final ServedRequest second = request(2);

  @AfterEach
  void nothingStaysOnTheThread() {
    assertThat(Ambient.cell()).containsOnlyNulls().hasSize(Ambient.FIRST);
  }

  private ServedRequest request(int seconds) {
    return new ServedRequest(rig.time, new Inbound(1, -1, null, Duration.ofSeconds(seconds)));
  }

  private static Optional<Duration> left() {
    return RetryContext.inbound().map(Inbound::remaining);
  }

  // Entered by one who keeps the token

  @Test
  void leavingTakesAlongWhatWasEnteredSinceAndNeverLeft() {
    Object entered = CallScope.enter(first);
    Object forgotten = CallScope.enter(second);
    assertThat(forgotten).isNotEqualTo(entered);
    CallScope.leave(entered);
    assertThat(CallScope.current()).isNull();
  }

  @Test
  void andWhatWasSetSinceAndNeverRestored() {
    Object entered = CallScope.enter(first);
    CallScope.set(second);
    CallScope.setNone();
    CallScope.leave(entered);
    assertThat(CallScope.current()).isNull();
  }

  @Test
  void leavingASecondTimeTakesNobodyElses() {
    Object entered = CallScope.enter(first);
    CallScope.leave(entered);
    Object next = CallScope.enter(second);
    CallScope.leave(entered);
    assertThat(left()).contains(Duration.ofSeconds(2));
    CallScope.leave(next);
  }

  @Test
  void theInnerOneIsGoneWhenItIsLeftAfterTheOuterOne() {
    Object outer = CallScope.enter(first);
    Object inner = CallScope.enter(second);
    CallScope.leave(outer);
    CallScope.leave(inner);
    assertThat(CallScope.current()).isNull();
  }

  @Test
  void aCallThatBeganInsideAndStillRunsStaysWithItsDeadline() throws Exception {
    Object entered = CallScope.enter(first);
    Optional<Duration> left =
        rig.retry()
            .call(
                () -> {
                  CallScope.leave(entered);
                  return RetryContext.current().orElseThrow().remaining();
                });
    assertThat(left).contains(Duration.ofSeconds(1));
    assertThat(CallScope.current()).isNull();
  }

  @Test
  void soDoesOneThatIsMadeOfAFirstAttempt() throws Throwable {
    Object entered = CallScope.enter(new ServedRequest(rig.time, null));
    Object answer =
        FirstAttempt.call(
            Hand.BLOCKING,
            rig.site(null),
            new Attempts<String>() {
              @Override
              public Object first(String subject) {
                CallScope.leave(entered);
                throw new IllegalStateException("broken");
              }

              @Override
              public Object again(String subject) {
                return RetryContext.current().orElseThrow().attempt();
              }
            },
            "subject");
    assertThat(answer).isEqualTo(2);
  }

  // Set by one who knows only what was there before

  @Test
  void restoringTakesAwayWhatWasSetOverIt() {
    CallScope.set(first);
    CallScope.set(second);
    CallScope.restore(first);
    assertThat(CallScope.current()).isSameAs(first);
    CallScope.restore(null);
    assertThat(CallScope.current()).isNull();
  }

  @Test
  void outOfOrderNothingComesBackThatIsOver() {
    CallScope.set(first);
    CallScope.set(second);
    CallScope.restore(null);
    CallScope.restore(first);
    assertThat(CallScope.current()).isNull();
  }

  @Test
  void restoringASecondTimeChangesNothing() {
    Object entered = CallScope.enter(first);
    CallScope.set(second);
    CallScope.restore(first);
    CallScope.restore(first);
    assertThat(CallScope.current()).isSameAs(first);
    CallScope.leave(entered);
  }

  @Test
  void whatWasSetInAnotherThreadTakesNoRequestAway() {
    Object entered = CallScope.enter(first);
    CallScope.restore(null);
    CallScope.restore(second);
    assertThat(CallScope.current()).isSameAs(first);
    CallScope.leave(entered);
  }

  @Test
  void whatIsRestoredInsideACallThatBeganSinceIsGoneAfterIt() throws Exception {
    CallScope.set(first);
    Optional<Duration> left =
        rig.retry()
            .call(
                () -> {
                  CallScope.restore(null);
                  return RetryContext.current().orElseThrow().remaining();
                });
    assertThat(left).contains(Duration.ofSeconds(1));
    assertThat(CallScope.current()).isNull();
  }

  @Test
  void aThousandLeftoversAreGoneWithTheRequest() {
    Object entered = CallScope.enter(first);
    for (int i = 0; i < 1000; i++) {
      @Nullable Object before = CallScope.current();
      CallScope.set(i % 2 == 0 ? second : first);
      if (i % 3 == 0) {
        CallScope.restore(before);
      }
    }
    CallScope.leave(entered);
    assertThat(CallScope.current()).isNull();
  }

  @Test
  void aCallThatWasCancelledBeforeItBeganLeavesNothingInItsThread() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> cancellation.during(() -> "never"));
    assertThat(Ambient.cell()).containsOnlyNulls();
  }
}
