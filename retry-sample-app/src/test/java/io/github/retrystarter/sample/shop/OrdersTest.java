package io.github.retrystarter.sample.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.sample.ShopTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class OrdersTest extends ShopTest {

  @Autowired private JdbcClient jdbc;

  @Test
  void aHealthyGatewayIsCalledOnce() {
    long before = calls("reservations").received();

    orderTea().expectStatus().isCreated().expectBody().jsonPath("$.status").isEqualTo("RESERVED");

    assertThat(calls("reservations").received() - before).isEqualTo(1);
  }

  @Test
  void anOrderSucceedsThoughTwoOfThreeCallsFail() {
    long before = calls("reservations").received();
    long rows = rows();
    behaviour("fail=2&of=3");

    orderTea().expectStatus().isCreated();

    assertThat(calls("reservations").received() - before).isEqualTo(3);
    assertThat(rows() - rows).isEqualTo(1);
  }

  @Test
  void anOutageIsA503ThatTellsWhatWasTriedAndLeavesNoRow() {
    long before = calls("reservations").received();
    long rows = rows();
    behaviour("outage=true");

    orderTea()
        .expectStatus()
        .isEqualTo(503)
        .expectBody()
        .jsonPath("$.detail")
        .isEqualTo("The gateway did not answer")
        .jsonPath("$.retry.policy")
        .isEqualTo("orders")
        .jsonPath("$.retry.reason")
        .isEqualTo("exhausted")
        .jsonPath("$.retry.attempts")
        .isEqualTo(4)
        .jsonPath("$.retry.kinds[3]")
        .isEqualTo("io");

    // The HTTP client itself repeats nothing.
    assertThat(calls("reservations").received() - before).isEqualTo(4);
    assertThat(rows()).isEqualTo(rows);
  }

  @Test
  void aGatewayThatAnswersWithErrorsIsA502() {
    behaviour("fail=1");

    orderTea()
        .expectStatus()
        .isEqualTo(502)
        .expectBody()
        .jsonPath("$.detail")
        .isEqualTo("The gateway answered with status 503")
        .jsonPath("$.retry.reason")
        .isEqualTo("exhausted")
        .jsonPath("$.retry.attempts")
        .isEqualTo(4)
        .jsonPath("$.retry.kinds[3]")
        .isEqualTo("http_503");
  }

  @Test
  void aGatewayThatAsksForAnHourIsNotWaitedFor() {
    long before = calls("reservations").received();
    behaviour("fail=1&of=2&status=429&retry-after=3600");

    orderTea()
        .expectStatus()
        .isEqualTo(502)
        .expectBody()
        .jsonPath("$.detail")
        .isEqualTo("The gateway answered with status 429")
        .jsonPath("$.retry.reason")
        .isEqualTo("retry_after")
        .jsonPath("$.retry.attempts")
        .isEqualTo(1)
        .jsonPath("$.retry.kinds[0]")
        .isEqualTo("http_429");

    assertThat(calls("reservations").received() - before).isEqualTo(1);
  }

  @Test
  void anOrderWithoutAnItemIsRefusedBeforeAnyCall() {
    long before = calls("reservations").received();

    order("{\"cents\": 450}").expectStatus().isBadRequest();

    assertThat(calls("reservations").received()).isEqualTo(before);
  }

  @Test
  void anOrderCanBeReadAgain() {
    long id = ordered();

    shop.get()
        .uri("/orders/" + id)
        .exchange()
        .expectBody()
        .json(
            "{id: %d, item: tea, cents: 450, status: RESERVED, reservation: r-%d}"
                .formatted(id, id));
  }

  private long rows() {
    return jdbc.sql("SELECT COUNT(*) FROM orders").query(Long.class).single();
  }
}
