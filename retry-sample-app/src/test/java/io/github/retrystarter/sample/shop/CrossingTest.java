package io.github.retrystarter.sample.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.sample.ShopTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Has a shop of its own, with all counts at zero. */
@TestPropertySource(properties = "spring.application.name=crossing-shop")
class CrossingTest extends ShopTest {

  @Test
  void eachCrossingIsADeadlockThatTheYoungerMoveGetsOverAtItsSecondAttempt() {
    for (int run = 1; run <= 50; run++) {
      shop.post()
          .uri("/stock/crossing")
          .exchange()
          .expectStatus()
          .isOk()
          .expectBody()
          .json(
              """
              {moves: [{from: north, to: south, units: 2, attempts: 1},
                       {from: south, to: north, units: 1, attempts: 2}],
               before: {north: %d, south: %d, total: 2000},
               after: {north: %d, south: %d, total: 2000}}"""
                  .formatted(1001 - run, 999 + run, 1000 - run, 1000 + run));
    }

    assertThat(meter("retry.attempts", "method:StockService.move")).isEqualTo(150);
    assertThat(meter("retry.attempts", "method:StockService.move", "result:db_deadlock"))
        .isEqualTo(50);
    assertThat(meter("retry.calls", "method:StockService.move", "outcome:success")).isEqualTo(50);
    assertThat(meter("retry.calls", "method:StockService.move", "outcome:success_after_retry"))
        .isEqualTo(50);
  }
}
