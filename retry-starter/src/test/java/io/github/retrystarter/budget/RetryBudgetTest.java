package io.github.retrystarter.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBudgetTest {

  private static final double TINY = 1e-4;

  private final RetryBudget budget = new RetryBudget("shop", BudgetSettings.DEFAULT);

  @Test
  void itStartsFull() {
    assertThat(budget.available()).isEqualTo(10);
  }

  @Test
  void aRetryCostsAToken() {
    assertThat(budget.tryRetry(0)).isTrue();
    assertThat(budget.available()).isEqualTo(9);
  }

  @Test
  void withoutAWholeTokenThereIsNoRetry() {
    for (int i = 0; i < 10; i++) {
      assertThat(budget.tryRetry(0)).isTrue();
    }
    assertThat(budget.tryRetry(0)).isFalse();
    assertThat(budget.denied()).isOne();
    for (int i = 0; i < 9; i++) {
      budget.succeeded();
    }
    assertThat(budget.tryRetry(0)).isFalse();
    budget.succeeded();
    assertThat(budget.tryRetry(0)).isTrue();
    assertThat(budget.denied()).isEqualTo(2);
  }

  @Test
  void aRetryThatSucceedsHasItsTokenBackAndPaysTheDeposit() {
    budget.tryRetry(0);
    budget.tryRetry(0);
    budget.retrySucceeded();
    assertThat(budget.available()).isEqualTo(9.1, within(TINY));
  }

  @Test
  void aRetryThatIsNotMadeHasItsTokenBack() {
    budget.tryRetry(0);
    budget.giveBack();
    assertThat(budget.available()).isEqualTo(10);
  }

  @Test
  void itNeverHoldsMoreThanItsCapacity() {
    budget.succeeded();
    budget.retrySucceeded();
    budget.giveBack();
    assertThat(budget.available()).isEqualTo(10);
  }

  @Test
  void theDepositIsScaledByTheShareOfRecentAttemptsThatSucceeded() {
    drain(budget);
    for (int i = 0; i < 1_000; i++) {
      budget.failed();
    }
    budget.succeeded();
    // One in fifty.
    assertThat(budget.available()).isEqualTo(0.1 / 50, within(TINY));
  }

  @Test
  void afterTroubleTheShareComesBackToTheWhole() {
    for (int i = 0; i < 100; i++) {
      budget.failed();
    }
    for (int i = 0; i < 1_000; i++) {
      budget.succeeded();
    }
    drain(budget);
    budget.succeeded();
    assertThat(budget.available()).isEqualTo(0.1, within(TINY));
  }

  /** The same in floating point, as one would write it down. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itDoesWhatTheFormulaSays(long seed) {
    Random random = new Random(seed);
    double tokens = 10;
    double share = 1;
    for (int i = 0; i < 100_000; i++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          budget.failed();
          share -= share / 50;
        }
        case 1 -> {
          boolean expected = tokens >= 1;
          assertThat(budget.tryRetry(0)).isEqualTo(expected);
          tokens -= expected ? 1 : 0;
        }
        case 2 -> {
          budget.retrySucceeded();
          share += (1 - share) / 50;
          tokens = Math.min(10, tokens + 0.1 * share + 1);
        }
        default -> {
          budget.succeeded();
          share += (1 - share) / 50;
          tokens = Math.min(10, tokens + 0.1 * share);
        }
      }
      assertThat(budget.available()).isEqualTo(tokens, within(0.05));
      // Where the two disagree by a hair on a whole token, they would part for good.
      if (Math.abs(tokens - Math.rint(tokens)) < 0.05) {
        budget.refill();
        tokens = 10;
        share = 1;
      }
    }
  }

  @Test
  void aLimitASecondHoldsWhateverTheTokens() {
    RetryBudget limited = new RetryBudget("shop", new BudgetSettings(1_000, 0.1, 3));
    long second = TimeUnit.SECONDS.toNanos(1);
    assertThat(retries(limited, 10, 0)).isEqualTo(3);
    assertThat(retries(limited, 10, second / 3)).isEqualTo(1);
    assertThat(retries(limited, 10, 100 * second)).isEqualTo(3);
    assertThat(limited.available()).isEqualTo(993);
    assertThat(limited.denied()).isEqualTo(23);
  }

  @Test
  void aClockThatStepsBackNeitherOpensNorWedgesTheLimit() {
    RetryBudget limited = new RetryBudget("shop", new BudgetSettings(1_000, 0.1, 3));
    long second = TimeUnit.SECONDS.toNanos(1);
    assertThat(retries(limited, 10, 100 * second)).isEqualTo(3);
    assertThat(retries(limited, 10, 50 * second)).isZero();
    assertThat(retries(limited, 10, 102 * second)).isEqualTo(3);
  }

  /** Else each reload of the configuration would let another second's worth through. */
  @Test
  void aLiveChangeIsNoNewSecondsWorth() {
    BudgetSettings three = new BudgetSettings(1_000, 0.1, 3);
    RetryBudget limited = new RetryBudget("shop", three);
    assertThat(retries(limited, 10, 0)).isEqualTo(3);
    limited.change(three);
    assertThat(retries(limited, 10, 0)).isZero();
    limited.change(new BudgetSettings(1_000, 0.1, 10));
    assertThat(retries(limited, 20, 0)).isZero();
    assertThat(retries(limited, 20, TimeUnit.SECONDS.toNanos(1))).isEqualTo(10);
  }

  @Test
  void aLimitASecondMayHaveFractions() {
    RetryBudget limited = new RetryBudget("shop", new BudgetSettings(1_000, 0.1, 1.5));
    int made = 0;
    for (int tenths = 0; tenths < 1_000; tenths++) {
      made += retries(limited, 1, tenths * TimeUnit.MILLISECONDS.toNanos(100));
    }
    assertThat(made).isBetween(149, 151);
  }

  @Test
  void whereTheLimitASecondRefusesNoTokenIsLost() {
    RetryBudget limited = new RetryBudget("shop", new BudgetSettings(10, 0, 1));
    assertThat(retries(limited, 5, 0)).isOne();
    assertThat(limited.available()).isEqualTo(9);
    assertThat(limited.denied()).isEqualTo(4);
  }

  @Test
  void refillFillsToTheCapacityOfNow() {
    budget.change(new BudgetSettings(5, 0.1, BudgetSettings.UNLIMITED));
    budget.refill();
    assertThat(budget.available()).isEqualTo(5);
  }

  @Test
  void afterManyLiveChangesItCountsRight() {
    drain(budget);
    for (int i = 1; i <= 20; i++) {
      budget.change(new BudgetSettings(i, 0.5, BudgetSettings.UNLIMITED));
      budget.succeeded();
      assertThat(budget.available()).isEqualTo(Math.min(i, 0.5 * i), within(TINY));
    }
  }

  @Test
  void withoutADepositOnlyRefundsComeIn() {
    RetryBudget none = new RetryBudget("shop", new BudgetSettings(2, 0, BudgetSettings.UNLIMITED));
    none.tryRetry(0);
    none.tryRetry(0);
    for (int i = 0; i < 1_000; i++) {
      none.succeeded();
    }
    assertThat(none.available()).isZero();
    none.retrySucceeded();
    assertThat(none.available()).isOne();
  }

  @Test
  void refillFillsItAndForgets() {
    drain(budget);
    for (int i = 0; i < 100; i++) {
      budget.failed();
    }
    budget.refill();
    assertThat(budget.available()).isEqualTo(10);
    drain(budget);
    budget.succeeded();
    assertThat(budget.available()).isEqualTo(0.1, within(TINY));
  }

  @Test
  void otherNumbersKeepWhatIsInIt() {
    budget.tryRetry(0);
    budget.change(new BudgetSettings(100, 0.5, BudgetSettings.UNLIMITED));
    assertThat(budget.available()).isEqualTo(9);
    budget.succeeded();
    assertThat(budget.available()).isEqualTo(9.5, within(TINY));
    budget.change(new BudgetSettings(5, 0.5, BudgetSettings.UNLIMITED));
    assertThat(budget.available()).isEqualTo(5);
  }

  @Test
  void theLargestBudgetCountsRight() {
    RetryBudget large = new RetryBudget("shop", new BudgetSettings(BudgetSettings.LARGEST, 1, 1e9));
    assertThat(large.available()).isEqualTo(1_000_000);
    large.tryRetry(0);
    large.retrySucceeded();
    assertThat(large.available()).isEqualTo(1_000_000);
  }

  private static int retries(RetryBudget budget, int asked, long now) {
    int made = 0;
    for (int i = 0; i < asked; i++) {
      made += budget.tryRetry(now) ? 1 : 0;
    }
    return made;
  }

  private static void drain(RetryBudget budget) {
    while (budget.tryRetry(0)) {
      // until it is empty
    }
  }
}
