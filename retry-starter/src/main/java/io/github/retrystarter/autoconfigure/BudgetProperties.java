package io.github.retrystarter.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * The keys of a retry budget, each null where it is not set.
 *
 * @param capacity The most tokens it holds, and those it starts with, 1 or more. A retry costs one,
 *     and has it back when it succeeds.
 * @param deposit Tokens that a successful call pays in while everything succeeds, 0 to 1.
 * @param maxRetriesPerSecond The most retries a second, whatever the tokens, 1 or more. No limit,
 *     if not set.
 */
record BudgetProperties(
    @Nullable Double capacity, @Nullable Double deposit, @Nullable Double maxRetriesPerSecond) {

  static final BudgetProperties EMPTY = new BudgetProperties(null, null, null);
}
