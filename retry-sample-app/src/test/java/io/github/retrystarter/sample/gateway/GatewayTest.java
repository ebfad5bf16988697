package io.github.retrystarter.sample.gateway;

import io.github.retrystarter.sample.ShopTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.RestTestClient;

class GatewayTest extends ShopTest {

  @Test
  void aBehaviourStaysUntilTheNextOneIsSet() {
    behaviour("fail=1&of=2&latency=1ms&status=429&retry-after=3");

    outside
        .get()
        .uri("/behaviour")
        .exchange()
        .expectBody()
        .json("{fail: 1, of: 2, latency: PT0.001S, outage: false, status: 429, 'retry-after': 3}");
  }

  @Test
  void aTypoIsRefusedAndChangesNothing() {
    behaviour("fail=1&of=2");

    outside.put().uri("/behaviour?fial=2").exchange().expectStatus().isBadRequest();

    outside.get().uri("/behaviour").exchange().expectBody().jsonPath("$.fail").isEqualTo(1);
  }

  @Test
  void aStatusOutOfBoundsIsRefusedWithWhatIsLegal() {
    outside
        .put()
        .uri("/behaviour?fail=1&status=200")
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.error")
        .isEqualTo("status=200: legal is 400 to 599");
  }

  @Test
  void aCallFailsWithTheStatusAndTheWaitThatWereSet() {
    behaviour("fail=1&of=2&status=429&retry-after=3");

    confirm().expectStatus().isEqualTo(429).expectHeader().valueEquals("Retry-After", "3");
    confirm().expectStatus().isOk().expectHeader().doesNotExist("Retry-After");
  }

  @Test
  void aCallFailsWith503AndNoWaitUnlessToldOtherwise() {
    behaviour("fail=1");

    confirm().expectStatus().isEqualTo(503).expectHeader().doesNotExist("Retry-After");
  }

  @Test
  void theSameKeyGetsTheSameReference() {
    for (int attempt = 1; attempt <= 2; attempt++) {
      confirm().expectBody().jsonPath("$.reference").isEqualTo("c-17");
    }
  }

  private RestTestClient.ResponseSpec confirm() {
    return outside.post().uri("/confirmations").header("Idempotency-Key", "17").exchange();
  }
}
