package io.github.retrystarter.benchmarks.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the table says of the starter, as medians of 7 seeds. */
class StormTest {

  private static final int HEALED = Scenarios.TROUBLE + Scenarios.OUTAGE;

  /** The starter's default policy but for its budget. */
  private static final Strategy WITHOUT_BUDGET = StarterTries::withoutBudget;

  /** The stall with each strategy, by calls a second: run once, looked at by several tests. */
  private static final Map<Integer, Map<Contender, Runs>> STALLS = new HashMap<>();

  private static Runs stall(Contender contender, int perSecond) {
    return STALLS
        .computeIfAbsent(perSecond, rate -> new EnumMap<>(Contender.class))
        .computeIfAbsent(contender, each -> Runs.of(Scenarios.stall(perSecond), each));
  }

  @ParameterizedTest
  @ValueSource(ints = {StormResults.HIGH, StormResults.LOW})
  void threeRetriesWithoutABudgetNeverRecover(int perSecond) {
    Runs runs = stall(Contender.PLAIN, perSecond);
    assertThat(runs.histories())
        .allSatisfy(each -> assertThat(Recovery.seconds(each, HEALED)).isEmpty());
    assertThat(runs.successShare(HEALED, HEALED + Scenarios.PATIENCE)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {StormResults.HIGH, StormResults.LOW})
  void theStartersOwnPolicyWithoutItsBudgetDoesNotEither(int perSecond) {
    assertThat(Recovery.seconds(Scenarios.stall(perSecond).run(WITHOUT_BUDGET, 1), HEALED))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {StormResults.HIGH, StormResults.LOW})
  void withTheBudgetItRecoversAboutAsFastAsWithoutRetries(int perSecond) {
    int without = stall(Contender.NO_RETRIES, perSecond).recovery(HEALED).orElseThrow();
    int with = stall(Contender.STARTER, perSecond).recovery(HEALED).orElseThrow();
    assertThat(without).isBetween(20, 200);
    assertThat((double) with / without).isBetween(1.0, 1.15);
  }

  @ParameterizedTest
  @ValueSource(ints = {StormResults.HIGH, StormResults.LOW})
  void theDatabaseSeesHardlyMoreThanTheCalls(int perSecond) {
    assertThat(
            stall(Contender.STARTER, perSecond)
                .amplification(Scenarios.TROUBLE, HEALED + Scenarios.AFTERMATH))
        .isBetween(1.001, 1.02);
  }

  /** This is where the deposit's rule matters: 0.1 whatever the share takes 1.8 times as long. */
  @Test
  void whereRequestsAreNotAlikeItTakesLonger() {
    Scenario scenario = Scenarios.unevenStall(StormResults.HIGH);
    int without = Runs.of(scenario, Contender.NO_RETRIES).recovery(HEALED).orElseThrow();
    int with = Runs.of(scenario, Contender.STARTER).recovery(HEALED).orElseThrow();
    assertThat((double) with / without).isBetween(1.0, 1.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {StormResults.HIGH, StormResults.LOW})
  void withABreakerItRecoversBeforeResilience4j(int perSecond) {
    assertThat(stall(Contender.STARTER_BREAKER, perSecond).recovery(HEALED).orElseThrow())
        .isLessThan(stall(Contender.RESILIENCE4J, perSecond).recovery(HEALED).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10})
  void fewFailuresAreMaskedAsByUnlimitedRetries(int percent) {
    assertThat(share(Contender.STARTER, percent))
        .isCloseTo(share(WITHOUT_BUDGET, percent), within(.001))
        .isGreaterThan(.999);
  }

  @Test
  void atTwentyPercentNearlySo() {
    assertThat(share(Contender.STARTER, 20))
        .isCloseTo(share(WITHOUT_BUDGET, 20), within(.005))
        .isGreaterThan(.99);
  }

  @Test
  void whereEverythingFailsThereAreHardlyAnyRetries() {
    Runs runs = Runs.of(Scenarios.flaky(100), Contender.STARTER);
    assertThat(runs.amplification(0, end(runs))).isBetween(1.001, 1.01);
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameRun(Contender contender) {
    Scenario scenario = Scenarios.flapping(StormResults.LOW);
    assertThat(scenario.run(contender, 3))
        .usingRecursiveComparison()
        .ignoringFields("timeline")
        .isEqualTo(scenario.run(contender, 3));
  }

  @Test
  void anotherSeedGivesAnotherRun() {
    Scenario scenario = Scenarios.flapping(StormResults.LOW);
    assertThat(scenario.run(Contender.STARTER, 3).calls(0))
        .isNotEqualTo(scenario.run(Contender.STARTER, 4).calls(0));
  }

  @Test
  void allStrategiesSeeTheSameCalls() {
    History one = stall(Contender.NO_RETRIES, StormResults.HIGH).histories().get(0);
    History other = stall(Contender.PLAIN, StormResults.HIGH).histories().get(0);
    for (int second = 0; second < one.seconds(); second++) {
      assertThat(one.calls(second)).isEqualTo(other.calls(second));
    }
  }

  /** Whoever changes the starter's ways makes the table anew: see its head. */
  @ParameterizedTest
  @EnumSource(names = {"NO_RETRIES", "PLAIN", "STARTER", "STARTER_BREAKER"})
  void thePublishedOutageIsThatOfThisCode(Contender contender) {
    assertThat(Path.of("results", "storm.md"))
        .content()
        .contains(
            StormTable.stallRow(
                contender,
                stall(contender, StormResults.HIGH),
                stall(contender, StormResults.LOW)));
  }

  @Test
  void thePublishedUnevenOutageIsThatOfThisCode() {
    assertThat(Path.of("results", "storm.md"))
        .content()
        .contains(
            StormTable.unevenRow(
                Contender.STARTER,
                Runs.of(Scenarios.unevenStall(StormResults.HIGH), Contender.STARTER)));
  }

  @Test
  void thePublishedSweepIsThatOfThisCode() {
    assertThat(Path.of("results", "storm.md"))
        .content()
        .contains(
            StormTable.sweepRow(
                Contender.STARTER,
                StormResults.RATES.stream()
                    .map(percent -> Runs.of(Scenarios.flaky(percent), Contender.STARTER))
                    .toList()));
  }

  private static double share(Strategy strategy, int percent) {
    Runs runs = Runs.of(Scenarios.flaky(percent), strategy);
    return runs.successShare(0, end(runs));
  }

  private static int end(Runs runs) {
    return runs.histories().get(0).seconds();
  }
}
