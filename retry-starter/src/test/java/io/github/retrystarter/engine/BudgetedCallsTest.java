package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.BudgetSettings;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.TestPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What calls pay for their retries, and what they get back. */
class BudgetedCallsTest {

  private final Rig rig = new Rig();
  private final RetryBudget budget = new RetryBudget("test", BudgetSettings.DEFAULT);
  private final TestPolicy policy = new TestPolicy().budget(budget);

  @Test
  void anEmptyBudgetEndsTheCallWithItsFailureAndNeverStopsAFirstAttempt() {
    IOException broken = new IOException("broken");
    Script work = Script.fails(broken);
    // 3 + 3 + 3 + 1 retries, then none.
    for (int i = 0; i < 6; i++) {
      assertThatThrownBy(() -> rig.retry(policy).call(work)).isSameAs(broken);
    }
    assertThat(work.calls()).isEqualTo(6 + 10);
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(3);
    assertThat(rig.calls(Outcome.BUDGET)).isEqualTo(3);
    assertThat(budget.denied()).isEqualTo(3);
    assertThat(rig.time.sleeps()).hasSize(10);
  }

  @Test
  void theMarkerTellsOfTheBudget() {
    drain();
    assertThatThrownBy(() -> rig.retry(policy).call(Script.fails(new IOException("broken"))))
        .satisfies(
            thrown ->
                assertThat(RetryInfo.of(thrown).orElseThrow())
                    .hasMessage(
                        "retry policy 'default' gave up: budget after 1 attempt in 0 ms [io]"));
  }

  @Test
  void aRetryThatSucceedsGetsItsTokenBack() throws Exception {
    rig.retry(policy).call(Script.fails(new IOException()).thenReturns("done"));
    assertThat(budget.available()).isEqualTo(10);
  }

  @Test
  void oneThatFailsDoesNot() throws Exception {
    rig.retry(policy)
        .call(Script.fails(new IOException()).thenFails(new IOException()).thenReturns("done"));
    // Two paid, one back, and the deposit of a success after two failures of the last 50.
    assertThat(budget.available()).isBetween(9.09, 9.1);
  }

  @Test
  void eachSuccessPaysInATenth() throws Exception {
    drain();
    RetryBudget healthy = budget;
    healthy.refill();
    for (int i = 0; i < 10; i++) {
      healthy.tryRetry(0);
    }
    for (int i = 0; i < 10; i++) {
      rig.retry(policy).call(Script.returns("done"));
    }
    assertThat(healthy.available()).isBetween(0.99999, 1.00001);
  }

  @Test
  void aFailureThatIsNotRetriedTakesNoToken() {
    assertThatThrownBy(() -> rig.retry(policy).call(Script.fails(new NullPointerException())))
        .isInstanceOf(NullPointerException.class);
    assertThat(budget.available()).isEqualTo(10);
    assertThat(budget.denied()).isZero();
  }

  @Test
  void aCallWhoseRetriesAreUsedUpAsksForNoneMore() {
    assertThatThrownBy(
            () -> rig.retry(policy.maxRetries(2)).call(Script.fails(new IOException("broken"))))
        .hasMessage("broken");
    assertThat(budget.available()).isEqualTo(8);
  }

  @Test
  void aWaitThatWouldNotFitIntoTheTimeoutTakesNoToken() {
    policy.timeout(Duration.ofMillis(50));
    assertThatThrownBy(() -> rig.retry(policy).call(Script.fails(new IOException("broken"))))
        .hasMessage("broken");
    assertThat(budget.available()).isEqualTo(10);
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void anInterruptedWaitGivesTheTokenBack() {
    rig.time.beforeSleep(() -> Thread.currentThread().interrupt());
    assertThatThrownBy(() -> rig.retry(policy).call(Script.fails(new IOException("broken"))))
        .hasMessage("broken");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(rig.calls(Outcome.INTERRUPTED)).isEqualTo(1);
    assertThat(budget.available()).isEqualTo(10);
  }

  @Test
  void aWaitThatTheEndOfTheApplicationCutsShortGivesTheTokenBack() {
    rig.time.beforeSleep(rig.time::close);
    assertThatThrownBy(() -> rig.retry(policy).call(Script.fails(new IOException("broken"))))
        .hasMessage("broken");
    assertThat(rig.calls(Outcome.SHUTDOWN)).isEqualTo(1);
    assertThat(budget.available()).isEqualTo(10);
  }

  @Test
  void aRetryThatTheBreakerTurnsAwayGivesTheTokenBack() {
    Breakers breakers = new Breakers(rig.time::nanos, (name, from, to) -> {});
    breakers.configure(Map.of("shop", Numbers.of(5)));
    Breaker breaker = breakers.all().iterator().next();
    rig.time.beforeSleep(breaker::forceOpen);
    policy.breaker(breaker);
    assertThatThrownBy(() -> rig.retry(policy).call(Script.fails(new IOException("broken"))))
        .hasMessage("broken");
    assertThat(rig.calls(Outcome.CIRCUIT_OPEN)).isEqualTo(1);
    assertThat(budget.available()).isEqualTo(10);
  }

  @Test
  void aValueThatIsRejectedCostsATokenForEachRetry() throws Exception {
    CallSite site = rig.site(policy.build(), "no"::equals);
    assertThat(new PolicyRetry(site).<Object>call(Script.returns("no"))).isEqualTo("no");
    assertThat(budget.available()).isEqualTo(7);
    drain();
    assertThat(new PolicyRetry(site).<Object>call(Script.returns("no"))).isEqualTo("no");
    assertThat(rig.calls(Outcome.BUDGET)).isEqualTo(1);
  }

  @Test
  void layersThatShareABudgetPayInOnce() throws Exception {
    drain();
    for (int i = 0; i < 5; i++) {
      rig.retry(policy)
          .call(() -> rig.retry(policy).call(() -> rig.retry(policy).call(() -> "done")));
    }
    assertThat(budget.available()).isBetween(0.4999, 0.5001);
  }

  @Test
  void aRetryInsideOfThemGetsItsTokenBackAllTheSame() throws Exception {
    rig.retry(policy)
        .call(() -> rig.retry(policy).call(Script.fails(new IOException()).thenReturns("done")));
    assertThat(budget.available()).isEqualTo(10);
  }

  @Test
  void aRetryThatIsNotMadeLeavesItsPlaceInTheSecondToAnother() {
    RetryBudget limited = new RetryBudget("test", new BudgetSettings(10, 0.1, 1));
    rig.time.beforeSleep(() -> Thread.currentThread().interrupt());
    assertThatThrownBy(
            () -> rig.retry(policy.budget(limited)).call(Script.fails(new IOException("broken"))))
        .hasMessage("broken");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(limited.tryRetry(rig.time.nanos())).isTrue();
    assertThat(limited.tryRetry(rig.time.nanos())).isFalse();
  }

  @Test
  void aSuccessAtOnceReadsNoClock() throws Exception {
    rig.retry(policy).call(Script.returns("done"));
    assertThat(rig.time.readings()).isZero();
  }

  private void drain() {
    while (budget.available() >= 1) {
      budget.tryRetry(0);
    }
  }
}
