package io.github.retrystarter.actuate;

import io.github.retrystarter.actuate.RetryDescriptor.BreakerDescriptor;
import io.github.retrystarter.actuate.RetryDescriptor.BudgetDescriptor;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.budget.RetryBudget;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What keeps retries from doing harm, as the endpoint shows it. Thread-safe. */
final class GuardDescriptors {

  private final Breakers breakers;
  private final Budgets budgets;

  GuardDescriptors(Breakers breakers, Budgets budgets) {
    this.breakers = breakers;
    this.budgets = budgets;
  }

  Map<String, BreakerDescriptor> breakers() {
    Map<String, BreakerDescriptor> shown = new LinkedHashMap<>();
    breakers.all().forEach(each -> shown.put(each.name(), describe(each)));
    return shown;
  }

  Map<String, BudgetDescriptor> budgets() {
    Map<String, BudgetDescriptor> shown = new LinkedHashMap<>();
    budgets.all().forEach(each -> shown.put(each.name(), describe(each)));
    return shown;
  }

  static BreakerDescriptor describe(Breaker breaker) {
    Breaker.Reading reading = breaker.reading();
    long untilTry = breaker.untilTry();
    return new BreakerDescriptor(
        reading.state().tag(),
        known(reading.failureRate()),
        known(reading.slowRate()),
        reading.calls(),
        breaker.counts().rejections(),
        untilTry > 0 ? Duration.ofNanos(untilTry).toString() : null);
  }

  /** JSON has no NaN. */
  private static @Nullable Double known(double rate) {
    return Double.isNaN(rate) ? null : rate;
  }

  private static BudgetDescriptor describe(RetryBudget budget) {
    return new BudgetDescriptor(
        Math.round(budget.available() * 1000) / 1000.0,
        budget.settings().capacity(),
        budget.denied());
  }
}
