package io.github.retrystarter.sample.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.sample.ShopTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.client.RestTestClient;

class LogisticsTest extends ShopTest {

  @Test
  void inAnOutageTheFallbackAnswersAndTheNextSyncCatchesUp() {
    sync();
    long id = ordered();
    shop.post().uri("/payments/" + id + "/callback").exchange().expectStatus().isOk();
    long before = calls("shipments").received();
    behaviour("outage=true");

    sync()
        .expectStatus()
        .isOk()
        .expectBody()
        .json("{status: unknown, orders: [%d], note: 'will be synced later'}".formatted(id));
    assertThat(calls("shipments").received() - before).isEqualTo(3);

    behaviour("fail=0");
    sync().expectBody().json("{status: shipped, orders: [%d]}".formatted(id));
    shop.get()
        .uri("/orders/" + id)
        .exchange()
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo("SHIPPED");
  }

  @Test
  void anAnsweringFallbackIsCounted() {
    shop.post().uri("/payments/" + ordered() + "/callback").exchange();
    double before = fallbacks();
    behaviour("outage=true");

    sync();

    assertThat(fallbacks() - before).isEqualTo(1);
  }

  @Test
  void withoutPaidOrdersTheGatewayIsNotCalled() {
    sync();
    long before = calls("shipments").received();

    sync().expectBody().jsonPath("$.status").isEqualTo("nothing to ship");

    assertThat(calls("shipments").received()).isEqualTo(before);
  }

  private double fallbacks() {
    return meter("retry.fallbacks", "result:answered");
  }

  private RestTestClient.ResponseSpec sync() {
    return shop.post().uri("/logistics/sync").exchange();
  }
}
