package io.github.retrystarter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundTimersTest {

  private final StatsBook book = new StatsBook();
  private final RetryMetrics metrics = new RetryMetrics(book, false);
  private final CallStats order = book.of("orders", "Shop.order");
  private final MeterRegistry one = new SimpleMeterRegistry();
  private final MeterRegistry two = new SimpleMeterRegistry();

  @Test
  void eachOfTwoRegistriesHearsOfEachCallOnce() {
    metrics.bindTo(one);
    metrics.bindTo(two);
    exhausted(order, 5);
    metrics.waited(order, 3);
    for (MeterRegistry each : List.of(one, two)) {
      assertThat(nanos(duration(each, "Shop.order", "exhausted"))).isEqualTo("1 in 5 ns");
      assertThat(nanos(wait(each, "Shop.order"))).isEqualTo("1 in 3 ns");
    }
  }

  @Test
  void aRegistryThatIsBoundTwiceHearsOfEachCallOnce() {
    metrics.bindTo(one);
    metrics.bindTo(one);
    exhausted(order, 5);
    assertThat(nanos(duration(one, "Shop.order", "exhausted"))).isEqualTo("1 in 5 ns");
  }

  @Test
  void aLateRegistryHearsOfCallsFromThenOn() {
    metrics.bindTo(one);
    exhausted(order, 5);
    metrics.bindTo(two);
    assertThat(nanos(duration(two, "Shop.order", "exhausted"))).isEqualTo("0 in 0 ns");
    exhausted(order, 7);
    assertThat(nanos(duration(one, "Shop.order", "exhausted"))).isEqualTo("2 in 12 ns");
    assertThat(nanos(duration(two, "Shop.order", "exhausted"))).isEqualTo("1 in 7 ns");
  }

  @Test
  void methodsAndOutcomesAreKeptApart() {
    metrics.bindTo(one);
    CallStats refund = book.of("orders", "Shop.refund");
    exhausted(order, 5);
    metrics.ended(refund, Outcome.BUDGET, 7, null);
    assertThat(nanos(duration(one, "Shop.order", "exhausted"))).isEqualTo("1 in 5 ns");
    assertThat(nanos(duration(one, "Shop.order", "budget"))).isEqualTo("0 in 0 ns");
    assertThat(nanos(duration(one, "Shop.refund", "budget"))).isEqualTo("1 in 7 ns");
    assertThat(nanos(duration(one, "Shop.refund", "exhausted"))).isEqualTo("0 in 0 ns");
  }

  @Test
  void aMethodThatIsAddedLaterHasItsTimersAtZero() {
    metrics.bindTo(one);
    book.of("orders", "Shop.refund");
    assertThat(
            one.get("retry.duration").tag("method", "Shop.refund").timers().stream()
                .map(BoundTimersTest::nanos))
        .hasSize(Outcome.values().length)
        .containsOnly("0 in 0 ns");
    assertThat(nanos(wait(one, "Shop.refund"))).isEqualTo("0 in 0 ns");
  }

  @Test
  void aMemberThatJoinsACompositeLaterHearsOfCallsFromThenOn() {
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    metrics.bindTo(composite);
    exhausted(order, 5);
    composite.add(one);
    exhausted(order, 7);
    assertThat(nanos(duration(one, "Shop.order", "exhausted"))).isEqualTo("1 in 7 ns");
  }

  private void exhausted(CallStats stats, long nanos) {
    metrics.ended(stats, Outcome.EXHAUSTED, nanos, null);
  }

  private static String nanos(Timer timer) {
    return "%d in %.0f ns".formatted(timer.count(), timer.totalTime(TimeUnit.NANOSECONDS));
  }

  private static Timer duration(MeterRegistry registry, String method, String outcome) {
    return registry.get("retry.duration").tags("method", method, "outcome", outcome).timer();
  }

  private static Timer wait(MeterRegistry registry, String method) {
    return registry.get("retry.wait").tag("method", method).timer();
  }
}
