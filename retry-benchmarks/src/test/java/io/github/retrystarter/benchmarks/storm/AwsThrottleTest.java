package io.github.retrystarter.benchmarks.storm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The retry quota of the AWS SDKs, computed by hand: 500 tokens. */
class AwsThrottleTest {

  private final Throwable timeout = Troubles.timeout();
  private final Throwable reset = Troubles.reset();

  @Test
  void aHundredRetriesEmptyTheBucket() {
    assertThat(retriesUntilRefused(AwsThrottle.original(), reset)).isEqualTo(100);
  }

  @Test
  void afterTimeoutsItIsFifty() {
    assertThat(retriesUntilRefused(AwsThrottle.original(), timeout)).isEqualTo(50);
  }

  @Test
  void atTheUpdatedPriceItIsThirtyFive() {
    assertThat(retriesUntilRefused(AwsThrottle.updated(), reset)).isEqualTo(35);
    assertThat(retriesUntilRefused(AwsThrottle.updated(), timeout)).isEqualTo(35);
  }

  @Test
  void fiveCallsWithoutARetryPayForOne() {
    AwsThrottle throttle = AwsThrottle.original();
    retriesUntilRefused(throttle, reset);
    succeed(throttle, 4, 0);
    assertThat(throttle.tryRetry(reset)).isEqualTo(Throttle.REFUSED);
    succeed(throttle, 1, 0);
    assertThat(throttle.tryRetry(reset)).isEqualTo(5);
    assertThat(throttle.tryRetry(reset)).isEqualTo(Throttle.REFUSED);
  }

  @Test
  void aRetryThatSucceedsBringsBackItsPrice() {
    AwsThrottle throttle = AwsThrottle.original();
    retriesUntilRefused(throttle, timeout);
    succeed(throttle, 1, 10);
    assertThat(throttle.tryRetry(timeout)).isEqualTo(10);
    assertThat(throttle.tryRetry(timeout)).isEqualTo(Throttle.REFUSED);
  }

  @Test
  void thereAreNeverMoreThanFiveHundred() {
    AwsThrottle throttle = AwsThrottle.original();
    succeed(throttle, 1000, 0);
    assertThat(retriesUntilRefused(throttle, reset)).isEqualTo(100);
  }

  private static int retriesUntilRefused(AwsThrottle throttle, Throwable failure) {
    int retries = 0;
    while (throttle.tryRetry(failure) != Throttle.REFUSED) {
      retries++;
    }
    return retries;
  }

  private static void succeed(AwsThrottle throttle, int times, int paid) {
    for (int i = 0; i < times; i++) {
      throttle.succeeded(paid);
    }
  }
}
