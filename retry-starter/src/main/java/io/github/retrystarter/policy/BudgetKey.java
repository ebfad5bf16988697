package io.github.retrystarter.policy;

import io.github.retrystarter.budget.BudgetSettings;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The keys of a retry budget: the one table of their names, defaults and legal values. */
@SuppressWarnings("ImmutableEnumChecker") // the defaults are immutable values, the checks stateless
public enum BudgetKey implements Key {
  /** The most tokens it holds, and those it starts with. */
  CAPACITY(
      "capacity",
      BudgetSettings.DEFAULT.capacity(),
      "a number of tokens: 1…" + (int) BudgetSettings.LARGEST,
      Legal.number(1, BudgetSettings.LARGEST)),
  /** Tokens that a successful call pays in while everything succeeds. */
  DEPOSIT(
      "deposit", BudgetSettings.DEFAULT.deposit(), "a number of tokens: 0…1", Legal.number(0, 1)),
  /** The most retries a second, whatever the tokens. */
  MAX_RETRIES_PER_SECOND(
      "max-retries-per-second", null, "a number, 1 or more", Legal.number(1, Double.MAX_VALUE));

  private final Definition definition;

  BudgetKey(String key, @Nullable Object builtIn, String legal, Predicate<Object> check) {
    this.definition = new Definition(key, builtIn, legal, check);
  }

  @Override
  public Definition definition() {
    return definition;
  }

  /**
   * Finds a key.
   *
   * @param name in kebab case
   * @return the key; empty where there is none of the name
   */
  public static Optional<BudgetKey> of(String name) {
    return Arrays.stream(values()).filter(each -> each.key().equals(name)).findFirst();
  }
}
