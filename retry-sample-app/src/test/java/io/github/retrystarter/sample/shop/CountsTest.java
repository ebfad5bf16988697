package io.github.retrystarter.sample.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.sample.ShopTest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Has a shop of its own, with all counts at zero. */
@TestPropertySource(properties = "spring.application.name=counted-shop")
class CountsTest extends ShopTest {

  @Test
  void metersEndpointAndGatewayHaveTheSameNumbers() {
    orderTea().expectStatus().isCreated();
    behaviour("fail=2&of=3");
    orderTea().expectStatus().isCreated();
    behaviour("outage=true");
    orderTea().expectStatus().isEqualTo(503);

    assertThat(calls("reservations")).isEqualTo(new Counts(1 + 3 + 4, 0 + 2 + 4));

    assertMeter("retry.attempts", 8);
    assertMeter("retry.attempts", 2, "result:success");
    assertMeter("retry.attempts", 4, "result:io");
    assertMeter("retry.attempts", 3, "attempt:1");
    assertMeter("retry.attempts", 2, "attempt:2");
    assertMeter("retry.attempts", 2, "attempt:3");
    assertMeter("retry.attempts", 1, "attempt:4");
    assertMeter("retry.calls", 1, "outcome:success");
    assertMeter("retry.calls", 1, "outcome:success_after_retry");
    assertMeter("retry.calls", 1, "outcome:exhausted");

    shop.get()
        .uri("/actuator/retry/methods/OrderService.place")
        .exchange()
        .expectBody()
        .jsonPath("$.attempts")
        .isEqualTo(8)
        .jsonPath("$.lastFailure.kind")
        .isEqualTo("io")
        .jsonPath("$.calls")
        .value(
            calls ->
                assertThat(calls).hasToString("{success=1, success_after_retry=1, exhausted=1}"));
  }

  private void assertMeter(String name, double expected, String... tags) {
    String[] all = Arrays.copyOf(tags, tags.length + 1);
    all[tags.length] = "method:OrderService.place";
    assertThat(meter(name, all)).isEqualTo(expected);
  }
}
