package io.github.retrystarter.metrics;

import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.budget.RetryBudget;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of retry budgets, read from the budgets themselves.
 *
 * <ul>
 *   <li>{@code retry.budget.available}: tokens {budget}
 *   <li>{@code retry.budget.denied}: retries that were refused {budget}
 * </ul>
 *
 * <p>Each is read from the budget that bears the name then: a live change may put another one in
 * its place, or take it away. Thread-safe.
 */
public final class BudgetMetrics implements MeterBinder {

  private static final String BUDGET = "budget";

  private final Budgets budgets;

  /**
   * Registers nothing yet.
   *
   * @param budgets all budgets
   */
  public BudgetMetrics(Budgets budgets) {
    this.budgets = budgets;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (RetryBudget budget : budgets.all()) {
      String name = budget.name();
      Gauge.builder("retry.budget.available", budgets, all -> available(all.find(name)))
          .description("Tokens for retries")
          .tag(BUDGET, name)
          .register(registry);
      FunctionCounter.builder("retry.budget.denied", budgets, all -> denied(all.find(name)))
          .description("Retries that the budget refused")
          .tag(BUDGET, name)
          .register(registry);
    }
  }

  private static double available(@Nullable RetryBudget budget) {
    return budget == null ? Double.NaN : budget.available();
  }

  private static double denied(@Nullable RetryBudget budget) {
    return budget == null ? 0 : budget.denied();
  }
}
