package io.github.retrystarter.benchmarks.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** gRFC A6, computed by hand: 10 tokens, retries above 5. */
class GrpcThrottleTest {

  private final GrpcThrottle throttle = new GrpcThrottle();

  @Test
  void theFifthFailureInARowIsNotRetried() {
    // 9, 8, 7, 6: above 5. The fifth leaves 5, which is not.
    assertThat(retriesOf(6)).containsExactly(true, true, true, true, false, false);
  }

  @Test
  void aTenthOfATokenIsEnoughToComeAboveTheThreshold() {
    retriesOf(5);
    succeed(11); // 6.1; the next failure leaves 5.1
    assertThat(retriesOf(2)).containsExactly(true, false);
  }

  @Test
  void tenSuccessesPayForOneFailure() {
    retriesOf(5);
    succeed(10); // 6.0; the next failure leaves 5.0
    assertThat(retriesOf(1)).containsExactly(false);
  }

  @Test
  void thereAreNeverLessThanNoTokens() {
    retriesOf(100);
    succeed(60); // 6.0
    assertThat(retriesOf(1)).containsExactly(false);
    succeed(11); // 6.1
    assertThat(retriesOf(1)).containsExactly(true);
  }

  @Test
  void thereAreNeverMoreThanTen() {
    succeed(1000);
    assertThat(retriesOf(5)).containsExactly(true, true, true, true, false);
  }

  private Boolean[] retriesOf(int failures) {
    return IntStream.range(0, failures)
        .mapToObj(
            i -> {
              throttle.failed();
              return throttle.tryRetry(Troubles.reset()) != Throttle.REFUSED;
            })
        .toArray(Boolean[]::new);
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      throttle.succeeded(0);
    }
  }
}
