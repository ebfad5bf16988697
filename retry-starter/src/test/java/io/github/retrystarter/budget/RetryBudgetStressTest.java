package io.github.retrystarter.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Eight threads on one budget: no token is lost, none is made of nothing. */
class RetryBudgetStressTest {

  private static final int THREADS = 8;
  private static final int CALLS = 50_000;

  @Test
  void everyTokenIsAccountedFor() throws Exception {
    // No deposits: so the tokens are a plain sum.
    RetryBudget budget =
        new RetryBudget("shop", new BudgetSettings(1_000, 0, BudgetSettings.UNLIMITED));
    List<Integer> kept =
        inParallel(
            () -> {
              int mine = 0;
              for (int i = 0; i < CALLS; i++) {
                int dice = ThreadLocalRandom.current().nextInt(4);
                if (dice == 0 && mine > 0) {
                  budget.giveBack();
                  mine--;
                } else if (dice == 1 && mine > 0) {
                  budget.retrySucceeded();
                  mine--;
                } else if (dice == 2) {
                  budget.failed();
                } else if (budget.tryRetry(0)) {
                  mine++;
                }
                assertThat(budget.available()).isBetween(0.0, 1_000.0);
              }
              return mine;
            });
    int taken = kept.stream().mapToInt(Integer::intValue).sum();
    assertThat(budget.available()).isEqualTo(1_000 - taken, within(1e-6));
  }

  @Test
  void ofTenTokensExactlyTenAreHandedOut() throws Exception {
    for (int round = 0; round < 200; round++) {
      RetryBudget budget = new RetryBudget("shop", BudgetSettings.DEFAULT);
      List<Integer> got =
          inParallel(
              () -> {
                int mine = 0;
                for (int i = 0; i < 20; i++) {
                  mine += budget.tryRetry(0) ? 1 : 0;
                }
                return mine;
              });
      assertThat(got.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10);
      assertThat(budget.denied()).isEqualTo(THREADS * 20 - 10);
    }
  }

  private static List<Integer> inParallel(Callable<Integer> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> each : threads.invokeAll(java.util.Collections.nCopies(THREADS, work))) {
        results.add(each.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
