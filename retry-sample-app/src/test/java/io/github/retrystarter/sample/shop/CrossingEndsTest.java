package io.github.retrystarter.sample.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.sample.ShopTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** Whoever holds a row for long ends the moves that want it, and not the shop. */
@TestPropertySource(
    properties = {"retry.policies.stock.timeout=50ms", "retry.policies.stock.attempt-timeout=50ms"})
class CrossingEndsTest extends ShopTest {

  @Autowired private TransactionTemplate transaction;
  @Autowired private StockTable stock;

  @Test
  void aCrossingThatGetsNoLockEndsAtTheTimeoutAndMovesNothing() {
    transaction.executeWithoutResult(
        held -> {
          stock.add("tea", "north", 0);

          shop.post()
              .uri("/stock/crossing")
              .exchange()
              .expectStatus()
              .isEqualTo(503)
              .expectBody()
              .jsonPath("$.retry.policy")
              .isEqualTo("stock")
              .jsonPath("$.retry.reason")
              .isEqualTo("timeout");
        });

    assertThat(stock.units("tea"))
        .containsEntry("north", 1000)
        .containsEntry("south", 1000)
        .containsEntry("total", 2000);
  }
}
