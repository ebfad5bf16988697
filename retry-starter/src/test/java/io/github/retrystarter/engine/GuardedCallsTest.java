package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.backoff.Curve;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.BreakerSettings;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import io.github.retrystarter.breaker.CountedFailures;
import io.github.retrystarter.event.AttemptSeries;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.failure.FailureMatcher;
import io.github.retrystarter.policy.TestPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Calls at a circuit breaker: when it is asked, what it is told, what the caller gets. */
class GuardedCallsTest {

  private final Rig rig = new Rig();
  private Breaker breaker = breaker(Numbers.of(2));
  private final TestPolicy policy = new TestPolicy().maxRetries(9).breaker(breaker);

  @Test
  void aCallEndsAtOnceWhenItsOwnFailuresOpenTheBreaker() {
    IOException broken = new IOException("broken");
    Script work = Script.fails(broken);
    assertThatThrownBy(() -> rig.retry(policy).call(work)).isSameAs(broken);
    assertThat(work.calls()).isEqualTo(2);
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofMillis(100));
    assertThat(rig.calls(Outcome.CIRCUIT_OPEN)).isEqualTo(1);
    assertThat(RetryInfo.of(broken).orElseThrow())
        .hasMessage(
            "retry policy 'default' gave up: circuit_open after 2 attempts in 100 ms [io, io]");
    assertThat(breaker.state()).isEqualTo("open");
  }

  @Test
  void aCallAtAnOpenBreakerMakesNoAttemptAndGetsAnExceptionThatTellsWhenToComeAgain() {
    open();
    rig.time.advance(Duration.ofSeconds(10));
    Script work = Script.returns("never");
    Throwable thrown = catchThrowable(() -> rig.retry(policy).call(work));
    assertThat(thrown)
        .isExactlyInstanceOf(CircuitOpenException.class)
        .hasMessage("circuit breaker 'shop' is open, the next try is in 20000 ms");
    CircuitOpenException open = (CircuitOpenException) thrown;
    assertThat(open.circuitBreaker()).isEqualTo("shop");
    assertThat(open.retryAfter()).isEqualTo(Duration.ofSeconds(20));
    assertThat(open.getStackTrace()).isEmpty();
    assertThat(RetryInfo.of(open).orElseThrow())
        .hasMessage("retry policy 'default' gave up: circuit_open after 0 attempts in 0 ms []");
    assertThat(work.calls()).isZero();
    assertThat(rig.calls(Outcome.CIRCUIT_OPEN)).isEqualTo(1);
    assertThat(rig.counts().attempts()).isZero();
    assertThat(breaker.counts().rejections()).isEqualTo(1);
  }

  @Test
  void oneThatAnOperatorHoldsOpenTellsNoTime() {
    breaker.forceOpen();
    assertThatThrownBy(() -> rig.retry(policy.awaitsCircuit()).call(Script.returns("never")))
        .isInstanceOf(CircuitOpenException.class)
        .hasMessage("circuit breaker 'shop' is forced_open, until somebody closes it");
    assertThat(rig.time.sleeps()).isEmpty();
  }

  @Test
  void listenersHearOfACallThatNeverBegan() {
    List<RetryEvent> told = new ArrayList<>();
    rig.listeners.add(
        new RetryListener() {
          @Override
          public void onGiveUp(RetryEvent event) {
            told.add(event);
          }
        });
    open();
    Throwable thrown = catchThrowable(() -> rig.retry(policy).call(Script.returns("never")));
    assertThat(told)
        .containsExactly(
            new RetryEvent(
                "default",
                "Test.call",
                0,
                thrown,
                "circuit_open",
                "circuit_open",
                Duration.ZERO,
                Duration.ZERO));
  }

  @Test
  void theFirstCallAfterTheOpenTimeIsATryAndClosesTheBreaker() throws Exception {
    open();
    rig.time.advance(Duration.ofSeconds(30));
    rig.retry(policy).call(Script.returns("well"));
    assertThat(breaker.state()).isEqualTo("closed");
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
  }

  @Test
  void aTryThatFailsOpensItAgainAndIsNotRetried() {
    open();
    rig.time.advance(Duration.ofSeconds(30));
    Script work = Script.fails(new IOException("still broken"));
    assertThatThrownBy(() -> rig.retry(policy).call(work)).hasMessage("still broken");
    assertThat(work.calls()).isEqualTo(1);
    assertThat(breaker.state()).isEqualTo("open");
  }

  @Test
  void aCallThatAwaitsTheCircuitWaitsUntilItIsHalfOpen() throws Exception {
    Script work = Script.fails(new IOException()).thenFails(new IOException()).thenReturns("well");
    rig.retry(policy.awaitsCircuit()).call(work);
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofMillis(100), Duration.ofSeconds(30));
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
    assertThat(rig.counts().attempts(AttemptSeries.of(3, "success"))).isEqualTo(1);
  }

  @Test
  void soDoesOneThatHasMadeNoAttemptYet() throws Exception {
    open();
    rig.time.advance(Duration.ofSeconds(10));
    rig.retry(policy.awaitsCircuit()).call(Script.returns("well"));
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(20));
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
  }

  @Test
  void itDoesNotWaitWhereItsTimeWouldBeOver() {
    open();
    policy.awaitsCircuit().timeout(Duration.ofSeconds(30));
    assertThatThrownBy(() -> rig.retry(policy).call(Script.returns("never")))
        .isInstanceOf(CircuitOpenException.class);
    assertThat(rig.time.sleeps()).isEmpty();
    assertThat(rig.calls(Outcome.CIRCUIT_OPEN)).isEqualTo(1);
  }

  @Test
  void whileAllTestCallsAreUnderWayItAsksAgainUntilItsTimeIsOver() {
    open();
    rig.time.advance(Duration.ofSeconds(30));
    assertThat(breaker.enter()).isNotNull();
    policy.awaitsCircuit().timeout(Duration.ofMillis(200));
    assertThatThrownBy(() -> rig.retry(policy).call(Script.returns("never")))
        .isInstanceOf(CircuitOpenException.class)
        .hasMessage("circuit breaker 'shop' is half_open, and all its test calls are under way");
    // In the middle between 10 and 100 ms.
    assertThat(rig.time.sleeps()).containsExactly(ms(55), ms(55), ms(55));
    assertThat(breaker.counts().rejections()).isEqualTo(1);
  }

  @Test
  void withoutATimeoutItAsksForAsLongAsTheBreakerIsOpenAtATime() {
    open();
    rig.time.advance(Duration.ofSeconds(30));
    assertThat(breaker.enter()).isNotNull();
    assertThatThrownBy(() -> rig.retry(policy.awaitsCircuit()).call(Script.returns("never")))
        .isInstanceOf(CircuitOpenException.class);
    Duration waited = rig.time.sleeps().stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(waited).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(30).plus(ms(55)));
  }

  @Test
  void withoutATimeoutItDoesNotWaitForASecondRound() {
    open();
    // Somebody else's trial, just before it wakes up: then the breaker is open again.
    rig.time.alarm(
        Duration.ofSeconds(30).toNanos(),
        () -> breaker.leave(Objects.requireNonNull(breaker.enter()), true, 0));
    assertThatThrownBy(() -> rig.retry(policy.awaitsCircuit()).call(Script.returns("never")))
        .isInstanceOf(CircuitOpenException.class);
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(30));
  }

  @Test
  void withJitterAllThatWaitDoNotComeBackAtTheSameMoment() throws Exception {
    open();
    policy
        .awaitsCircuit()
        .waits(
            new Waits.Computed(
                new Curve.Fixed(ms(100).toNanos()),
                Jitter.FULL,
                0.5,
                ms(100).toNanos(),
                ms(100).toNanos()));
    rig.retry(policy).call(Script.returns("well"));
    // Half of a fifth later.
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(33));
  }

  @Test
  void anInterruptWhileItWaitsForTheCircuitComesBackAtOnce() {
    open();
    rig.time.beforeSleep(() -> Thread.currentThread().interrupt());
    assertThatThrownBy(() -> rig.retry(policy.awaitsCircuit()).call(Script.returns("never")))
        .isInstanceOf(CircuitOpenException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(rig.calls(Outcome.INTERRUPTED)).isEqualTo(1);
  }

  @Test
  void failuresThatSayNothingOfTheDependencyDoNotCount() {
    policy.includes(Throwable.class).maxRetries(5);
    assertThatThrownBy(() -> rig.retry(policy).call(Script.fails(new NullPointerException())))
        .isInstanceOf(NullPointerException.class);
    assertThat(breaker.state()).isEqualTo("closed");
    assertThat(breaker.counts().failures()).isZero();
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void theyDoWhereTheBreakerRecordsThem() {
    breaker.change(counting(FailureMatcher.NONE, kinds("programming")));
    policy.includes(Throwable.class);
    assertThatThrownBy(() -> rig.retry(policy).call(Script.fails(new NullPointerException())))
        .isInstanceOf(NullPointerException.class);
    assertThat(breaker.state()).isEqualTo("open");
  }

  @Test
  void othersDoNotWhereTheBreakerIgnoresThem() {
    breaker.change(
        counting(new FailureMatcher(List.of(IOException.class), Set.of()), FailureMatcher.NONE));
    assertThatThrownBy(() -> rig.retry(policy).call(Script.fails(new IOException())))
        .isInstanceOf(IOException.class);
    assertThat(breaker.state()).isEqualTo("closed");
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void anErrorCounts() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> rig.retry(policy).call(Script.fails(new StackOverflowError())))
          .isInstanceOf(StackOverflowError.class);
    }
    assertThat(breaker.state()).isEqualTo("open");
  }

  @Test
  void aValueThatIsRejectedIsAnAnswerOfAWellDependency() throws Exception {
    CallSite site = rig.site(policy.build(), "no"::equals);
    new PolicyRetry(site).<Object>call(Script.returns("no"));
    assertThat(breaker.counts().successes()).isEqualTo(10);
    assertThat(breaker.state()).isEqualTo("closed");
  }

  @Test
  void anAttemptThatTakesLongerThanTheLimitIsSlow() throws Exception {
    breaker.change(
        Numbers.of(2, Duration.ofSeconds(1).toNanos(), CountedFailures.DEFAULT, Mode.ENFORCE));
    rig.retry(policy).call(takes(1_000));
    assertThat(breaker.counts().slowCalls()).isZero();
    rig.retry(policy).call(takes(1_001));
    assertThat(breaker.counts().slowCalls()).isEqualTo(1);
    assertThat(breaker.counts().successes()).isEqualTo(2);
  }

  @Test
  void inObserveModeNothingIsRejected() throws Exception {
    breaker.change(Numbers.of(2, BreakerSettings.NEVER, CountedFailures.DEFAULT, Mode.OBSERVE));
    Script work = Script.fails(new IOException("broken"));
    assertThatThrownBy(() -> rig.retry(policy).call(work)).hasMessage("broken");
    assertThat(work.calls()).isEqualTo(10);
    assertThat(breaker.state()).isEqualTo("open");
    assertThat(breaker.counts().rejections()).isZero();
    assertThat(rig.retry(policy).<Object>call(Script.returns("well"))).isEqualTo("well");
  }

  @Test
  void inObserveModeEvenOneThatAnOperatorHoldsOpenRejectsNothing() {
    breaker.change(Numbers.of(2, BreakerSettings.NEVER, CountedFailures.DEFAULT, Mode.OBSERVE));
    breaker.forceOpen();
    Script work = Script.fails(new IOException("broken"));
    assertThatThrownBy(() -> rig.retry(policy.maxRetries(1)).call(work)).hasMessage("broken");
    assertThat(work.calls()).isEqualTo(2);
  }

  @Test
  void aCallInsideATrialOfTheSameBreakerIsAPartOfIt() throws Exception {
    open();
    rig.time.advance(Duration.ofSeconds(30));
    Object value =
        rig.retry(policy).call(() -> rig.retry(policy).<Object>call(Script.returns("well")));
    assertThat(value).isEqualTo("well");
    assertThat(breaker.state()).isEqualTo("closed");
    assertThat(breaker.counts().rejections()).isZero();
  }

  @Test
  void thereItIsJudgedWithTheTrial() {
    open();
    rig.time.advance(Duration.ofSeconds(30));
    Script work = Script.fails(new IOException("broken"));
    assertThatThrownBy(() -> rig.retry(policy).call(() -> rig.retry(policy).call(work)))
        .hasMessage("broken");
    assertThat(breaker.state()).isEqualTo("open");
    assertThat(breaker.counts().failures()).isEqualTo(3);
  }

  @Test
  void anAttemptThatWasCutIsNoFailureOfTheKindBeforeIt() {
    breaker.change(
        counting(
            new FailureMatcher(List.of(IllegalStateException.class), Set.of()),
            FailureMatcher.NONE));
    policy.attemptTimeout(Duration.ofSeconds(1)).maxRetries(2);
    Script work =
        Script.fails(new IllegalStateException("ignored"))
            .then(
                () -> {
                  rig.time.advance(Duration.ofSeconds(2));
                  throw new IOException("cut");
                });
    assertThatThrownBy(() -> rig.retry(policy).call(work))
        .isInstanceOf(AttemptTimeoutException.class);
    assertThat(breaker.counts().failures()).isEqualTo(2);
  }

  @Test
  void aValueThatWasClosedBeforeTheWaitIsNoAnswerAnyMore() {
    rig.time.beforeSleep(breaker::forceOpen);
    CallSite site = rig.site(policy.build(), value -> true);
    assertThatThrownBy(
            () ->
                new PolicyRetry(site).<Object>call(() -> new ByteArrayInputStream(new byte[] {1})))
        .isInstanceOf(CircuitOpenException.class);
  }

  @Test
  void aSuccessAtOnceReadsNoClock() throws Exception {
    long before = rig.time.readings();
    rig.retry(policy).call(Script.returns("done"));
    assertThat(rig.time.readings()).isEqualTo(before);
    assertThat(breaker.counts().successes()).isEqualTo(1);
  }

  /** Whether it is still open, and for how long. */
  @Test
  void aRejectedCallReadsTheClockTwice() {
    open();
    long before = rig.time.readings();
    assertThatThrownBy(() -> rig.retry(policy).call(Script.returns("never")))
        .isInstanceOf(CircuitOpenException.class);
    assertThat(rig.time.readings() - before).isEqualTo(2);
  }

  @Test
  void anOpenBreakerOfAnInnerCallEndsTheOuterOneToo() {
    open();
    Rig outer = new Rig();
    assertThatThrownBy(
            () -> outer.retry().call(() -> rig.retry(policy).call(Script.returns("never"))))
        .isInstanceOf(CircuitOpenException.class);
    assertThat(outer.calls(Outcome.CIRCUIT_OPEN)).isEqualTo(1);
    assertThat(outer.time.sleeps()).isEmpty();
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private Script takes(long millis) {
    return new Script()
        .then(
            () -> {
              rig.time.advance(Duration.ofMillis(millis));
              return "slow";
            });
  }

  private static BreakerSettings counting(FailureMatcher ignore, FailureMatcher record) {
    return Numbers.of(2, BreakerSettings.NEVER, new CountedFailures(ignore, record), Mode.ENFORCE);
  }

  private static FailureMatcher kinds(String... kinds) {
    return new FailureMatcher(List.of(), Set.of(kinds));
  }

  private void open() {
    for (int i = 0; i < 2; i++) {
      breaker.leave(Objects.requireNonNull(breaker.enter()), true, 0);
    }
    assertThat(breaker.state()).isEqualTo("open");
  }

  private Breaker breaker(BreakerSettings settings) {
    return new Breaker("shop", settings, rig.time::nanos, (name, from, to) -> {});
  }
}
