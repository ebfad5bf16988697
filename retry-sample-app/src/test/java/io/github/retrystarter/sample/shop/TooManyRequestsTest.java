package io.github.retrystarter.sample.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.sample.ShopTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** A gateway that asks its callers to wait. Has a shop of its own, with all counts at zero. */
@TestPropertySource(properties = "spring.application.name=asked-to-wait-shop")
class TooManyRequestsTest extends ShopTest {

  private static final String PLACE = "method:OrderService.place";

  @Test
  void anOrderWaitsAsLongAsTheGatewayAsksAndNotAsItsPolicySays() {
    behaviour("fail=1&of=2&status=429&retry-after=1");

    long start = System.nanoTime();
    orderTea().expectStatus().isCreated();

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000_000L);
    assertThat(calls("reservations")).isEqualTo(new Counts(2, 1));
    assertThat(meter("retry.attempts", PLACE, "result:http_429")).isEqualTo(1);
    assertThat(meter("retry.wait", PLACE)).isEqualTo(1);
    shop.get()
        .uri("/actuator/retry/methods/OrderService.place")
        .exchange()
        .expectBody()
        .jsonPath("$.lastFailure.kind")
        .isEqualTo("http_429");
  }
}
