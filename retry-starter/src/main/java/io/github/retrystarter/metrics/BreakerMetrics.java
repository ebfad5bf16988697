package io.github.retrystarter.metrics;

import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.BreakerCounts;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.breaker.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * The meters of circuit breakers, read from the breakers themselves.
 *
 * <ul>
 *   <li>{@code retry.circuit.breaker.state}: 1 for the present state {name, state}
 *   <li>{@code retry.circuit.breaker.calls}: attempts {name, result}; slow ones count as success or
 *       failure too
 *   <li>{@code retry.circuit.breaker.failure.rate}: percent, NaN below the minimum of calls {name}
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class BreakerMetrics implements MeterBinder {

  private static final String NAME = "name";

  private final Breakers breakers;

  /**
   * Registers nothing yet.
   *
   * @param breakers all breakers
   */
  public BreakerMetrics(Breakers breakers) {
    this.breakers = breakers;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Breaker breaker : breakers.all()) {
      for (State state : State.values()) {
        Gauge.builder(
                "retry.circuit.breaker.state",
                breaker,
                each -> each.state().equals(state.tag()) ? 1 : 0)
            .description("1 for the state that the breaker is in")
            .tag(NAME, breaker.name())
            .tag("state", state.tag())
            .register(registry);
      }
      count(registry, breaker, "success", BreakerCounts::successes);
      count(registry, breaker, "failure", BreakerCounts::failures);
      count(registry, breaker, "slow", BreakerCounts::slowCalls);
      count(registry, breaker, "rejected", BreakerCounts::rejections);
      Gauge.builder("retry.circuit.breaker.failure.rate", breaker, Breaker::failureRate)
          .description("Percent of the calls in the window that failed")
          .tag(NAME, breaker.name())
          .register(registry);
    }
  }

  private static void count(
      MeterRegistry registry,
      Breaker breaker,
      String result,
      ToDoubleFunction<BreakerCounts> count) {
    FunctionCounter.builder(
            "retry.circuit.breaker.calls", breaker, each -> count.applyAsDouble(each.counts()))
        .description("Attempts at the breaker")
        .tag(NAME, breaker.name())
        .tag("result", result)
        .register(registry);
  }
}
