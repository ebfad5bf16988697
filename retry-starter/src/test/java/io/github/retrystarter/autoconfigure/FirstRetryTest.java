package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class FirstRetryTest {

  private final VirtualTime time = new VirtualTime();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, () -> time)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withUserConfiguration(Config.class)
          .withPropertyValues(
              "retry.policies.payments.delay=1s", "retry.policies.payments.jitter=none");

  @Configuration(proxyBeanMethods = false)
  static class Config {
    @Bean
    Service service() {
      return new Service();
    }
  }

  static class Service {
    final AtomicInteger calls = new AtomicInteger();

    @Retryable("payments")
    String pay(int failures) throws IOException {
      if (calls.incrementAndGet() <= failures) {
        throw new IOException("broken");
      }
      return "paid";
    }
  }

  @Test
  void aFailingMethodIsRetriedWithTheWaitsOfItsPolicy() {
    runner.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(context.getBean(Service.class).pay(2)).isEqualTo("paid");
          assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
        });
  }

  @Test
  void theLastExceptionItselfReachesTheCallerWithOneMarker() {
    runner.run(
        context -> {
          Service service = context.getBean(Service.class);
          assertThatThrownBy(() -> service.pay(9))
              .isExactlyInstanceOf(IOException.class)
              .hasMessage("broken")
              .satisfies(
                  failure ->
                      assertThat(RetryInfo.of(failure).orElseThrow())
                          .hasMessage(
                              "retry policy 'payments' gave up: exhausted after 4 attempts in 7000"
                                  + " ms [io, io, io, io]"));
        });
  }
}
