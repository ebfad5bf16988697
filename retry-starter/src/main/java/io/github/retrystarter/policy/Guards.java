package io.github.retrystarter.policy;

import io.github.retrystarter.breaker.BreakerSettings;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.BudgetSettings;
import io.github.retrystarter.budget.Budgets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The breakers and budgets that a configuration has, by name: numbers as yet, so that nothing that
 * runs is touched before all is known to be right.
 */
final class Guards {

  private final Map<String, BreakerSettings> breakers = new TreeMap<>();
  private final Map<String, BudgetSettings> budgets = new TreeMap<>();

  /** Beside what can be named, those in which something is wrong: that is told once. */
  private final Set<String> breakerNames;

  private final Set<String> budgetNames;

  /**
   * Compiles them; what is wrong is added to the problems.
   *
   * @param own the names of the policies that have a budget of their own
   */
  Guards(
      Configuration configuration, Set<String> own, Vocabulary vocabulary, List<Problem> problems) {
    new TreeMap<>(configuration.circuitBreakers())
        .forEach(
            (name, keys) -> {
              BreakerSettings made = new BreakerCompiler(keys, vocabulary, problems).compile();
              if (made != null) {
                breakers.put(name, made);
              }
            });
    own.forEach(name -> budgets.put(name, BudgetSettings.DEFAULT));
    new TreeMap<>(configuration.budgets())
        .forEach(
            (name, keys) -> {
              BudgetSettings made = BudgetCompiler.compile(keys, problems);
              if (made != null) {
                budgets.put(name, made);
              }
            });
    breakerNames = new TreeSet<>(configuration.circuitBreakers().keySet());
    breakerNames.add(PolicyKey.NO_NAME);
    budgetNames = new TreeSet<>(configuration.budgets().keySet());
    budgetNames.addAll(own);
    budgetNames.add(PolicyKey.NO_NAME);
  }

  /** Looks for the names that a policy uses; a name that nobody bears is added to the problems. */
  void check(Settings policy, List<Problem> problems) {
    check(policy, PolicyKey.CIRCUIT_BREAKER, "circuit breaker", breakerNames, problems);
    check(policy, PolicyKey.BUDGET, "budget", budgetNames, problems);
  }

  private static void check(
      Settings policy, PolicyKey key, String what, Set<String> known, List<Problem> problems) {
    if (policy.explicit(key) && !known.contains(policy.get(key, String.class))) {
      problems.add(Names.unknown(key, policy.of(key), what, known));
    }
  }

  /** Makes, changes and forgets, so that these are there and no others. */
  void applyTo(Breakers registry, Budgets purses) {
    registry.configure(breakers);
    purses.configure(budgets);
  }
}
