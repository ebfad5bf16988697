package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.breaker.BreakerSettings;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import io.github.retrystarter.breaker.CountedFailures;
import io.github.retrystarter.failure.FailureMatcher;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From {@code retry.circuit-breakers} to the numbers of a breaker. */
class BreakerPropertiesTest {

  private static final BreakerSettings DEFAULT =
      new BreakerSettings(
          50,
          100,
          0,
          20,
          BreakerSettings.OFF,
          BreakerSettings.NEVER,
          100,
          nanos("PT30S"),
          1,
          nanos("PT10M"),
          3,
          CountedFailures.DEFAULT,
          Mode.ENFORCE);

  @Test
  void aBreakerWithNothingBelowItsNameHasTheDefaults() {
    assertThat(gateway("")).isEqualTo(DEFAULT);
  }

  @Test
  void aBreakerIsOnlyThereIfItIsNamed() {
    assertThat(Started.with("retry.defaults.delay: 1s").breakers().all()).isEmpty();
  }

  @Test
  void everyKeyReachesTheBreaker() {
    BreakerSettings settings =
        gateway(
            """
                  failure-rate-threshold: 12.5
                  sliding-window-size: 40
                  minimum-calls: 5
                  consecutive-failures: 7
                  slow-call-duration: 2s
                  slow-call-rate-threshold: 80
                  open-duration: 5s
                  open-multiplier: 1.5
                  max-open-duration: 1m
                  half-open-calls: 2
                  ignore: [http_501, java.lang.IllegalStateException]
                  record: [http_404]
                  mode: observe
            """);

    assertThat(settings)
        .isEqualTo(
            new BreakerSettings(
                12.5,
                40,
                0,
                5,
                7,
                nanos("PT2S"),
                80,
                nanos("PT5S"),
                1.5,
                nanos("PT1M"),
                2,
                new CountedFailures(
                    new FailureMatcher(List.of(IllegalStateException.class), Set.of("http_501")),
                    new FailureMatcher(List.of(), Set.of("http_404"))),
                Mode.OBSERVE));
  }

  @Test
  void aWindowOfTimeHasNoSizeAndTakesNoneFromTheMinimumCalls() {
    BreakerSettings settings = gateway("{sliding-window-duration: 30s, minimum-calls: 500}");

    assertThat(settings.windowDuration()).isEqualTo(nanos("PT30S"));
    assertThat(settings.windowSize()).isZero();
    assertThat(settings.minimumCalls()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({
    // what is set, and what becomes of both
    "sliding-window-size: 8, 8, 8",
    "sliding-window-size: 20, 20, 20",
    "sliding-window-size: 21, 21, 20",
    "minimum-calls: 101, 101, 101",
    "minimum-calls: 100, 100, 100"
  })
  void ofWindowAndMinimumTheBuiltInOneGivesWay(String set, int size, int minimum) {
    assertThat(gateway(set).windowSize()).isEqualTo(size);
    assertThat(gateway(set).minimumCalls()).isEqualTo(minimum);
  }

  @ParameterizedTest
  @CsvSource({
    "open-duration: 10m, PT10M, PT10M",
    "open-duration: 11m, PT11M, PT11M",
    "max-open-duration: 20s, PT20S, PT20S",
    "max-open-duration: 30s, PT30S, PT30S"
  })
  void ofTheOpenTimeAndItsBoundTheBuiltInOneGivesWay(String set, String open, String longest) {
    assertThat(gateway(set).open()).isEqualTo(nanos(open));
    assertThat(gateway(set).longestOpen()).isEqualTo(nanos(longest));
  }

  @Test
  void ignoredAndRecordedFailuresAreFoundByKindAndByClass() {
    CountedFailures counted =
        gateway("{ignore: [http_501, java.io.IOException], record: [http_404]}").counted();

    assertThat(counted.isNeutral(new RuntimeException(), "http_501")).isTrue();
    assertThat(counted.isNeutral(new RuntimeException(new IOException()), "custom")).isTrue();
    assertThat(counted.isNeutral(new RuntimeException(), "http_404")).isFalse();
    assertThat(counted.isNeutral(new RuntimeException(), "http_403")).isTrue();
    assertThat(counted.isNeutral(new RuntimeException(), "http_503")).isFalse();
  }

  @Test
  void anEnvironmentVariableCanSetAKeyOfABreakerWithADashInItsName() {
    Started started =
        Started.with(
            "retry.circuit-breakers.payment-gateway.minimum-calls: 5",
            Map.of("RETRY_CIRCUITBREAKERS_PAYMENTGATEWAY_OPENDURATION", "7s"));

    assertThat(started.breakers().all())
        .singleElement()
        .satisfies(
            breaker -> {
              assertThat(breaker.name()).isEqualTo("payment-gateway");
              assertThat(breaker.settings().open()).isEqualTo(nanos("PT7S"));
              assertThat(breaker.settings().minimumCalls()).isEqualTo(5);
            });
  }

  @Test
  void keysInCamelCaseAreTheSame() {
    Started started = Started.with("retry.circuitBreakers.gateway.halfOpenCalls: 9");

    assertThat(started.breaker("gateway").settings().halfOpenCalls()).isEqualTo(9);
  }

  private static BreakerSettings gateway(String keys) {
    String below = keys.isBlank() || keys.startsWith(" ") ? "\n" + keys : keys + "\n";
    boolean oneKey = below.matches("[a-z-]+: .*\n");
    String yml =
        "retry:\n  circuit-breakers:\n    gateway: " + (oneKey ? "\n      " + below : below);
    return Started.with(yml).breaker("gateway").settings();
  }

  private static long nanos(String duration) {
    return Duration.parse(duration).toNanos();
  }
}
