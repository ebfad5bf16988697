package io.github.retrystarter.policy;

import io.github.retrystarter.budget.BudgetSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the keys of one budget into its numbers. */
final class BudgetCompiler {

  private BudgetCompiler() {}

  /** What is wrong is added to the problems, and no numbers come out. */
  static @Nullable BudgetSettings compile(Map<BudgetKey, Setting> set, List<Problem> problems) {
    Values<BudgetKey> values = new Values<>(BudgetKey.class);
    values.putAll(set);
    List<Problem> illegal = values.illegal();
    if (!illegal.isEmpty()) {
      problems.addAll(illegal);
      return null;
    }
    return new BudgetSettings(
        values.get(BudgetKey.CAPACITY, Double.class),
        values.get(BudgetKey.DEPOSIT, Double.class),
        values.explicit(BudgetKey.MAX_RETRIES_PER_SECOND)
            ? values.get(BudgetKey.MAX_RETRIES_PER_SECOND, Double.class)
            : BudgetSettings.UNLIMITED);
  }
}
