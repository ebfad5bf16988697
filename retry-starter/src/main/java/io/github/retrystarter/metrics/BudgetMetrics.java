package io.github.retrystarter.metrics;

import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.budget.RetryBudget;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of retry budgets, read from the budgets themselves.
 *
 * <ul>
 *   <li>{@code retry.budget.available}: tokens {budget}
 *   <li>{@code retry.budget.denied}: retries that were refused {budget}
 * </ul>
 *
 * <p>Thread-safe.
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
      Gauge.builder("retry.budget.available", budget, RetryBudget::available)
          .description("Tokens for retries")
          .tag(BUDGET, budget.name())
          .register(registry);
      FunctionCounter.builder("retry.budget.denied", budget, RetryBudget::denied)
          .description("Retries that the budget refused")
          .tag(BUDGET, budget.name())
          .register(registry);
    }
  }
}
