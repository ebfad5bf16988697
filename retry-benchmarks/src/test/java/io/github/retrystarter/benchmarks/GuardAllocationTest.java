package io.github.retrystarter.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.BreakerSettings;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import io.github.retrystarter.breaker.CountedFailures;
import io.github.retrystarter.budget.BudgetSettings;
import io.github.retrystarter.budget.RetryBudget;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What stands between a call and its dependency allocates nothing, whether it lets through or not.
 */
class GuardAllocationTest {

  private static final int CALLS = 100_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long now;
  private final Breaker breaker =
      new Breaker(
          "shop",
          new BreakerSettings(
              50,
              100,
              0,
              20,
              BreakerSettings.OFF,
              BreakerSettings.NEVER,
              100,
              TimeUnit.HOURS.toNanos(1),
              2,
              TimeUnit.HOURS.toNanos(2),
              3,
              CountedFailures.DEFAULT,
              Mode.ENFORCE),
          () -> now,
          (name, from, to) -> {});
  private final RetryBudget budget = new RetryBudget("shop", BudgetSettings.DEFAULT);

  /** Of ten calls one fails, so that the window's sums change all the time. */
  @Test
  void aClosedBreakerAllocatesNothing() {
    int[] calls = {0};
    assertThat(bytes(() -> pass(calls[0]++ % 10 == 0))).isZero();
    assertThat(breaker.state()).isEqualTo("closed");
  }

  @Test
  void anOpenBreakerAllocatesNothing() {
    for (int i = 0; i < 20; i++) {
      pass(true);
    }
    assertThat(bytes(breaker::enter)).isZero();
    assertThat(breaker.counts().rejections()).isEqualTo(2 * CALLS);
  }

  @Test
  void aHalfOpenBreakerWithoutPlacesAllocatesNothing() {
    for (int i = 0; i < 20; i++) {
      pass(true);
    }
    now = TimeUnit.HOURS.toNanos(1);
    for (int place = 0; place < 3; place++) {
      assertThat(breaker.enter()).isNotNull();
    }
    assertThat(bytes(breaker::enter)).isZero();
    assertThat(breaker.state()).isEqualTo("half_open");
    assertThat(breaker.counts().rejections()).isEqualTo(2 * CALLS);
  }

  @Test
  void aBudgetAllocatesNothing() {
    assertThat(bytes(budget::succeeded)).isZero();
    assertThat(
            bytes(
                () -> {
                  budget.failed();
                  budget.tryRetry(0);
                  budget.retrySucceeded();
                }))
        .isZero();
  }

  private void pass(boolean failed) {
    Object permit = breaker.enter();
    if (permit != null) {
      breaker.leave(permit, failed, 0);
    }
  }

  private long bytes(Runnable call) {
    repeat(call);
    long before = threads.getCurrentThreadAllocatedBytes();
    repeat(call);
    // Rounded down: what is allocated once only is no call's.
    return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
  }

  private static void repeat(Runnable call) {
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
  }
}
