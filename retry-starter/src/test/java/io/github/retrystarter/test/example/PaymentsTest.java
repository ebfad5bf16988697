package io.github.retrystarter.test.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.test.VirtualRetryTime;
import io.github.retrystarter.test.example.Shop.FakeGateway;
import io.github.retrystarter.test.example.Shop.PaymentService;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = {
      "retry.policies.payments.max-retries=2",
      "retry.policies.payments.delay=1s",
      "retry.policies.payments.attempt-timeout=5s",
      "retry.policies.payments.circuit-breaker=gateway",
      "retry.circuit-breakers.gateway.consecutive-failures=3",
      "retry.circuit-breakers.gateway.open-duration=30s"
    })
@VirtualRetryTime
class PaymentsTest {

  @Autowired PaymentService payments;
  @Autowired FakeGateway gateway;
  @Autowired RetryTime time;

  Callable<String> down =
      () -> {
        throw new IOException("down");
      };

  @Test
  void aPaymentIsTriedThreeTimes() throws Exception {
    gateway.answers(down, down, () -> "receipt 7");
    assertThat(payments.charge()).isEqualTo("receipt 7");
    // Full jitter of 1 s and of 2 s; each draw gives the middle.
    assertThat(time.waits()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
  }

  @Test
  void anAttemptThatHangsIsCut() throws Exception {
    Callable<String> hangs =
        () -> {
          time.advance(Duration.ofSeconds(5));
          new CountDownLatch(1).await(); // interrupted at once
          return "never";
        };
    gateway.answers(hangs, hangs, hangs);
    assertThatThrownBy(payments::charge).isInstanceOf(AttemptTimeoutException.class);
  }

  @Test
  void anOpenBreakerLetsPaymentsThroughAgainAfterHalfAMinute() throws Exception {
    gateway.answers(down, down, down, () -> "receipt 8");
    assertThatThrownBy(payments::charge).hasMessage("down");
    assertThatThrownBy(payments::charge).isInstanceOf(CircuitOpenException.class);
    time.advance(Duration.ofSeconds(30));
    assertThat(payments.charge()).isEqualTo("receipt 8");
  }
}
