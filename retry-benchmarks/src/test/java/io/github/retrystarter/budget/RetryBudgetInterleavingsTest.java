package io.github.retrystarter.budget;

import io.github.retrystarter.benchmarks.Interleavings;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Two threads, each switch between them tried: no token is lost, none is made of nothing, and a
 * live change leaves none above the capacity.
 */
@Param(name = "capacity", gen = IntGen.class, conf = "1:3")
public class RetryBudgetInterleavingsTest {

  private final RetryBudget budget = new RetryBudget("shop", settings(2));

  private static BudgetSettings settings(int capacity) {
    return new BudgetSettings(capacity, 0.5, BudgetSettings.UNLIMITED);
  }

  @Operation
  public boolean tryRetry() {
    return budget.tryRetry(0);
  }

  @Operation
  public void succeeded() {
    budget.succeeded();
  }

  @Operation
  public void retrySucceeded() {
    budget.retrySucceeded();
  }

  @Operation
  public void failed() {
    budget.failed();
  }

  @Operation
  public void giveBack() {
    budget.giveBack();
  }

  @Operation
  public void refill() {
    budget.refill();
  }

  @Operation
  public void change(@Param(name = "capacity") int capacity) {
    budget.change(settings(capacity));
  }

  @Operation
  public double available() {
    return budget.available();
  }

  @Test
  void allAreLinearizable() {
    Interleavings.check(
        RetryBudgetInterleavingsTest.class,
        4,
        "; tryRetry | tryRetry ; tryRetry available",
        "tryRetry ; tryRetry | tryRetry ; available",
        "tryRetry ; giveBack tryRetry | tryRetry ; available",
        "tryRetry tryRetry ; retrySucceeded | giveBack ; available",
        "tryRetry tryRetry ; failed succeeded | succeeded ; available",
        "tryRetry ; retrySucceeded | change(1) ; available",
        "tryRetry ; refill | change(1) ; available",
        "change(3) tryRetry ; giveBack | change(1) tryRetry ; available");
  }
}
