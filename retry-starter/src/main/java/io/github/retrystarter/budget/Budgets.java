package io.github.retrystarter.budget;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All budgets, by name. Thread-safe: a map that is replaced as a whole. */
public final class Budgets {

  private volatile Map<String, RetryBudget> budgets = Map.of();

  /** None yet. */
  public Budgets() {}

  /**
   * Makes those that are not there, changes the numbers of those that are, and forgets all others.
   *
   * @param settings by name
   */
  public synchronized void configure(Map<String, BudgetSettings> settings) {
    Map<String, RetryBudget> next = new TreeMap<>();
    settings.forEach(
        (name, numbers) -> {
          RetryBudget known = budgets.get(name);
          if (known != null) {
            known.change(numbers);
          }
          next.put(name, known != null ? known : new RetryBudget(name, numbers));
        });
    budgets = Collections.unmodifiableMap(next);
  }

  /**
   * One of them.
   *
   * @param name its name
   * @return always the same object for the same name; null where there is none
   */
  public @Nullable RetryBudget find(String name) {
    return budgets.get(name);
  }

  /**
   * All of them.
   *
   * @return sorted by name
   */
  public Collection<RetryBudget> all() {
    return budgets.values();
  }
}
