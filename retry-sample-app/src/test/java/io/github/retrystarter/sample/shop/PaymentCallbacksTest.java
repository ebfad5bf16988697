package io.github.retrystarter.sample.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.sample.ShopTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.RestTestClient;

class PaymentCallbacksTest extends ShopTest {

  @Test
  void theFifthCallStillCounts() {
    long id = ordered();
    long before = calls("confirmations").received();
    behaviour("fail=4&of=5");

    callback(id).expectStatus().isOk().expectBody().jsonPath("$.status").isEqualTo("PAID");

    assertThat(calls("confirmations").received() - before).isEqualTo(5);
  }

  @Test
  void anUnknownOrderIsNotRetriedAndTheGatewayNotAsked() {
    long before = calls("confirmations").received();

    callback(999_999)
        .expectStatus()
        .isNotFound()
        .expectBody()
        .jsonPath("$.retry.reason")
        .isEqualTo("permanent")
        .jsonPath("$.retry.attempts")
        .isEqualTo(1);

    assertThat(calls("confirmations").received()).isEqualTo(before);
  }

  @Test
  void aCallbackThatComesTwiceTakesNothingBack() {
    long id = ordered();
    callback(id);
    shop.post().uri("/logistics/sync").exchange();

    callback(id).expectBody().jsonPath("$.status").isEqualTo("SHIPPED");
  }

  private RestTestClient.ResponseSpec callback(long id) {
    return shop.post().uri("/payments/" + id + "/callback").exchange();
  }
}
