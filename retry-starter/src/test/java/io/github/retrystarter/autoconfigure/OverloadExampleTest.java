package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.BreakerSettings;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import io.github.retrystarter.budget.BudgetSettings;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What {@code config-examples/overload.yml} says is what it does. */
class OverloadExampleTest {

  private final Started started =
      Started.with(new TestApplication(), Path.of("../config-examples/overload.yml"));

  @Test
  void theDefaultsLimitAttemptsAndCallsAndLeaveTheRestBuiltIn() {
    Policy defaults = started.policy("default");

    assertThat(defaults.attemptTimeout()).isEqualTo(nanos("PT2S"));
    assertThat(defaults.timeout()).isEqualTo(nanos("PT10S"));
    assertThat(defaults.maxRetries()).isEqualTo(3);
    assertThat(defaults.collapses()).isTrue();
    assertThat(defaults.breaker()).isNull();
    assertThat(started.budget("default").settings()).isEqualTo(BudgetSettings.DEFAULT);
  }

  @Test
  void paymentsAndRefundsShareTheGatewaysBreakerAndBudget() {
    for (String name : List.of("payments", "refunds")) {
      assertThat(started.policy(name).breaker()).isSameAs(started.breaker("gateway"));
      assertThat(started.policy(name).budget()).isSameAs(started.budget("gateway"));
    }
    assertThat(started.budget("gateway").settings()).isEqualTo(new BudgetSettings(20, 0.1, 5));
    assertThat(started.policy("payments").awaitsCircuit()).isFalse();
    assertThat(started.policy("refunds").maxRetries()).isEqualTo(1);
  }

  @Test
  void theGatewaysBreakerCountsCallsAndHasItsOwnOpenTimes() {
    BreakerSettings gateway = started.breaker("gateway").settings();

    assertThat(gateway.windowSize()).isEqualTo(50);
    assertThat(gateway.minimumCalls()).isEqualTo(20);
    assertThat(gateway.failureRate()).isEqualTo(50);
    assertThat(gateway.open()).isEqualTo(nanos("PT10S"));
    assertThat(gateway.openMultiplier()).isEqualTo(2);
    assertThat(gateway.longestOpen()).isEqualTo(nanos("PT2M"));
    assertThat(gateway.mode()).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void theSearchBreakerTripsByTimeWhenItIsSlow() {
    BreakerSettings search = breaker("search").settings();

    assertThat(search.windowSize()).isZero();
    assertThat(search.windowDuration()).isEqualTo(nanos("PT30S"));
    assertThat(search.slowCall()).isEqualTo(nanos("PT0.5S"));
    assertThat(search.slowRate()).isEqualTo(60);
    assertThat(search.counted().isNeutral(new RuntimeException(), "http_429")).isTrue();
    assertThat(search.counted().isNeutral(new RuntimeException(), "http_503")).isFalse();
  }

  @Test
  void theStockBreakerOnlyObserves() {
    assertThat(breaker("stock").settings().mode()).isEqualTo(Mode.OBSERVE);
    assertThat(breaker("stock").settings().consecutiveFailures()).isEqualTo(5);
  }

  @Test
  void theBatchJobWaitsAtTheOpenBreakerAndPaysFromABudgetOfItsOwn() {
    Policy job = started.policy("nightly-sync");

    assertThat(job.breaker()).isSameAs(started.breaker("gateway"));
    assertThat(job.awaitsCircuit()).isTrue();
    assertThat(job.timeout()).isEqualTo(nanos("PT30M"));
    assertThat(job.budget()).isSameAs(started.budget("nightly-sync"));
    assertThat(started.budget("nightly-sync").settings()).isEqualTo(BudgetSettings.DEFAULT);
  }

  @Test
  void theImportRetriesWhatInnerCallsHaveGivenUp() {
    assertThat(started.policy("import").collapses()).isFalse();
  }

  @Test
  void nothingElseIsThere() {
    assertThat(started.breakers().all())
        .extracting(Breaker::name)
        .containsExactly("gateway", "search", "stock");
    assertThat(started.budgets().all())
        .extracting(RetryBudget::name)
        .containsExactly("default", "gateway", "import", "nightly-sync", "search", "stock");
    assertThat(started.book().policies().keySet())
        .containsExactly(
            "default", "import", "nightly-sync", "payments", "refunds", "search", "stock");
    assertThat(
            Objects.requireNonNull(started.policy("search").settings().get(PolicyKey.BUDGET))
                .display())
        .isEqualTo("search");
  }

  private Breaker breaker(String policy) {
    return Objects.requireNonNull(started.policy(policy).breaker());
  }

  private static long nanos(String duration) {
    return Duration.parse(duration).toNanos();
  }
}
