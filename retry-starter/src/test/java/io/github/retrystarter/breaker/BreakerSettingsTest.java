package io.github.retrystarter.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BreakerSettingsTest {

  @Test
  void whatIsOutOfRangeIsRefused() {
    refused("failureRate 0.0", rig -> rig.failureRate = 0);
    refused("failureRate NaN", rig -> rig.failureRate = Double.NaN);
    refused("failureRate 100.1", rig -> rig.failureRate = 100.1);
    refused("windowSize 1000001", rig -> rig.windowSize = 1_000_001);
    refused("windowDuration 999999999", rig -> rig.windowDuration = 999_999_999);
    refused("minimumCalls 0", rig -> rig.minimumCalls = 0);
    refused("minimumCalls 11", rig -> rig.minimumCalls = 11);
    refused("consecutiveFailures 0", rig -> rig.consecutiveFailures = 0);
    refused("slowCall 0", rig -> rig.slowCall = 0);
    refused("slowRate 0.0", rig -> rig.slowRate = 0);
    refused("open 0", rig -> rig.open = 0);
    refused("openMultiplier 0.9", rig -> rig.openMultiplier = 0.9);
    refused("longestOpen 29999999999", rig -> rig.longestOpen = rig.open - 1);
    refused("halfOpenCalls 0", rig -> rig.halfOpenCalls = 0);
    refused("halfOpenCalls 1000001", rig -> rig.halfOpenCalls = 1_000_001);
  }

  @Test
  void theLargestOpenTimeNeitherOverflowsNorEnds() {
    BreakerRig rig = new BreakerRig();
    rig.consecutiveFailures = 1;
    rig.open = Long.MAX_VALUE;
    rig.longestOpen = Long.MAX_VALUE;
    rig.openMultiplier = 1_000;
    rig.clock.set(1_000);
    Breaker breaker = rig.breaker();
    BreakerRig.calls(breaker, "F");
    rig.clock.addAndGet(1_000_000);
    assertThat(breaker.state()).isEqualTo("open");
    assertThat(breaker.untilTry()).isEqualTo(Long.MAX_VALUE - 1_000_000);
    rig.clock.set(-1_000);
    assertThat(breaker.state()).isEqualTo("open");
  }

  @Test
  void theLongestOpenTimeHoldsAfterAnyNumberOfRounds() {
    BreakerRig rig = new BreakerRig();
    rig.openMultiplier = 1.5;
    assertThat(rig.settings().open(0)).isEqualTo(rig.open);
    assertThat(rig.settings().open(1)).isEqualTo(rig.open * 3 / 2);
    assertThat(rig.settings().open(Integer.MAX_VALUE)).isEqualTo(rig.longestOpen);
  }

  private static void refused(String message, Consumer<BreakerRig> change) {
    BreakerRig rig = new BreakerRig();
    change.accept(rig);
    assertThatIllegalArgumentException().isThrownBy(rig::settings).withMessage(message);
  }
}
