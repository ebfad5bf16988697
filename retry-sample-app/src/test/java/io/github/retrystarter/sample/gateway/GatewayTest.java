package io.github.retrystarter.sample.gateway;

import io.github.retrystarter.sample.ShopTest;
import org.junit.jupiter.api.Test;

class GatewayTest extends ShopTest {

  @Test
  void aBehaviourStaysUntilTheNextOneIsSet() {
    behaviour("fail=1&of=2&latency=1ms");

    outside
        .get()
        .uri("/behaviour")
        .exchange()
        .expectBody()
        .json("{fail: 1, of: 2, latency: PT0.001S, outage: false}");
  }

  @Test
  void aTypoIsRefusedAndChangesNothing() {
    behaviour("fail=1&of=2");

    outside.put().uri("/behaviour?fial=2").exchange().expectStatus().isBadRequest();

    outside.get().uri("/behaviour").exchange().expectBody().jsonPath("$.fail").isEqualTo(1);
  }

  @Test
  void theSameKeyGetsTheSameReference() {
    for (int attempt = 1; attempt <= 2; attempt++) {
      outside
          .post()
          .uri("/confirmations")
          .header("Idempotency-Key", "17")
          .exchange()
          .expectBody()
          .jsonPath("$.reference")
          .isEqualTo("c-17");
    }
  }
}
