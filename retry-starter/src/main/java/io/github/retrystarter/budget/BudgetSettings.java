package io.github.retrystarter.budget;

/**
 * The numbers of a budget. Immutable.
 *
 * @param capacity the most tokens it holds, and those it starts with: 1 to {@link #LARGEST}
 * @param deposit tokens that a successful call pays in while everything succeeds: 0 to 1
 * @param maxRetriesPerSecond the most retries a second, whatever the tokens: 1 or more; {@link
 *     #UNLIMITED} for no limit
 */
public record BudgetSettings(double capacity, double deposit, double maxRetriesPerSecond) {

  /** No limit of retries a second. */
  public static final double UNLIMITED = Double.POSITIVE_INFINITY;

  /** The largest legal capacity, tokens. */
  public static final double LARGEST = 1_000_000;

  /** 10 tokens, 0.1 for each success, no limit a second. */
  public static final BudgetSettings DEFAULT = new BudgetSettings(10, 0.1, UNLIMITED);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public BudgetSettings {
    if (!(capacity >= 1 && capacity <= LARGEST)) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    if (!(deposit >= 0 && deposit <= 1)) {
      throw new IllegalArgumentException("deposit " + deposit);
    }
    if (!(maxRetriesPerSecond >= 1)) {
      throw new IllegalArgumentException("maxRetriesPerSecond " + maxRetriesPerSecond);
    }
  }
}
