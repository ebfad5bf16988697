package io.github.retrystarter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.backoff.Curve;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.failure.FailureMatcher;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorstCaseTest {

  private static final long MS = 1_000_000;

  @Test
  void itIsAllAttemptsAtTheirLimitAndAllWaits() {
    // 4 attempts of 2 s, 3 waits of 100 ms.
    assertThat(of(new TestPolicy().attemptTimeout(Duration.ofSeconds(2))))
        .isEqualTo(Duration.ofMillis(8_300));
  }

  @Test
  void withoutRetriesItIsOneAttempt() {
    assertThat(of(new TestPolicy().maxRetries(0).attemptTimeout(Duration.ofSeconds(2))))
        .isEqualTo(Duration.ofSeconds(2));
  }

  /** delay 100 ms, exponential ·2, 5 retries, cap 1 s: 100, 200, 400, 800, 1000 before jitter. */
  @ParameterizedTest
  @CsvSource({
    "NONE, 2500",
    "FULL, 2500",
    "EQUAL, 2500",
    "CENTERED, 2500",
    // 150, 300, 600, then the cap.
    "PROPORTIONAL, 3050",
    // 300, 900, then the cap.
    "DECORRELATED, 4200"
  })
  void eachJitterIsTakenAtItsLongest(Jitter jitter, long millis) {
    Waits waits =
        new Waits.Computed(new Curve.Exponential(100 * MS, 2), jitter, 0.5, 100 * MS, 1_000 * MS);
    assertThat(of(new TestPolicy().maxRetries(5).waits(waits).attemptTimeout(Duration.ofNanos(1))))
        .isEqualTo(Duration.ofMillis(millis).plusNanos(6));
  }

  @Test
  void adaptiveWaitsAreTakenAtTheCap() {
    Waits waits =
        new Waits.Computed(new Curve.Adaptive(100 * MS, 2), Jitter.FULL, 0.5, 100 * MS, 1_000 * MS);
    assertThat(of(new TestPolicy().waits(waits).attemptTimeout(Duration.ofSeconds(1))))
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aBeansOwnWaitsAreTakenAtTheCap() {
    Waits waits = new Waits.Custom((retry, random) -> Duration.ZERO, 1_000 * MS);
    assertThat(of(new TestPolicy().waits(waits).attemptTimeout(Duration.ofSeconds(1))))
        .isEqualTo(Duration.ofSeconds(7));
  }

  /** 3 retries of the policy and 2 of a rule, all on top of the first attempt. */
  @Test
  void everyRulesRetriesComeOnTop() {
    assertThat(
            of(
                new TestPolicy()
                    .attemptTimeout(Duration.ofSeconds(2))
                    .rule(kind("io"), 2, Duration.ofSeconds(1))
                    .rule(kind("tls"), null)
                    .rule(kind("file"), 0, Duration.ofSeconds(1))))
        .isEqualTo(Duration.ofMillis(8_300 + 2 * 3_000));
  }

  @Test
  void aRuleWithoutLimitTakesUpTheTimeout() {
    assertThat(
            of(
                new TestPolicy()
                    .attemptTimeout(Duration.ofSeconds(2))
                    .timeout(Duration.ofMinutes(1))
                    .rule(kind("io"), -1, Duration.ofSeconds(1))))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void theTimeoutBoundsIt() {
    assertThat(
            of(
                new TestPolicy()
                    .attemptTimeout(Duration.ofSeconds(2))
                    .timeout(Duration.ofSeconds(5))))
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aTimeoutThatIsNeverReachedPlaysNoPart() {
    assertThat(
            of(
                new TestPolicy()
                    .attemptTimeout(Duration.ofSeconds(2))
                    .timeout(Duration.ofSeconds(60))))
        .isEqualTo(Duration.ofMillis(8_300));
  }

  @Test
  void aTimeoutBoundsAttemptsThatHaveNoLimitOfTheirOwn() {
    assertThat(of(new TestPolicy().timeout(Duration.ofSeconds(5))))
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void retriesWithoutLimitTakeUpTheTimeout() {
    assertThat(
            of(
                new TestPolicy()
                    .maxRetries(-1)
                    .attemptTimeout(Duration.ofMillis(1))
                    .timeout(Duration.ofSeconds(5))))
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void whereNothingBoundsAnAttemptThereIsNone() {
    assertThat(WorstCase.of(new TestPolicy().build())).isEmpty();
  }

  @Test
  void whatIsLongerThanALongHoldsIsCutThere() {
    long century = Duration.ofDays(36_525).toNanos();
    Waits waits =
        new Waits.Computed(
            new Curve.Steps(List.of(century)), Jitter.PROPORTIONAL, 1, century, Long.MAX_VALUE);
    assertThat(
            of(new TestPolicy().maxRetries(10_000).waits(waits).attemptTimeout(Duration.ofDays(1))))
        .isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
  }

  /** 3 retries of the policy and 2 of a rule. */
  @Test
  void theWaitsAloneAreThoseOfThePolicyAndOfEveryRule() {
    Policy policy =
        new TestPolicy().rule(kind("io"), 2, Duration.ofSeconds(1)).rule(kind("tls"), null).build();
    assertThat(WorstCase.ofWaits(policy)).isEqualTo(Duration.ofMillis(2_300));
  }

  @Test
  void theTimeLimitsOfAttemptsAreNotInTheWaitsAlone() {
    assertThat(WorstCase.ofWaits(new TestPolicy().attemptTimeout(Duration.ofHours(1)).build()))
        .isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void theTimeoutBoundsTheWaitsAlone() {
    assertThat(WorstCase.ofWaits(new TestPolicy().timeout(Duration.ofMillis(200)).build()))
        .isEqualTo(Duration.ofMillis(200));
  }

  private static FailureMatcher kind(String kind) {
    return new FailureMatcher(List.of(), Set.of(kind));
  }

  private static Duration of(TestPolicy policy) {
    return WorstCase.of(policy.build()).orElseThrow();
  }
}
