package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.actuate.CircuitBreakersHealthIndicator;
import io.github.retrystarter.actuate.RetryDescriptor.BreakerDescriptor;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RetryHealthAutoConfigurationTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RetryAutoConfiguration.class, RetryHealthAutoConfiguration.class))
          .withPropertyValues("retry.circuit-breakers.shop.minimum-calls=5");

  private static Health health(AssertableApplicationContext context) {
    return context
        .getBean("circuitBreakersHealthIndicator", CircuitBreakersHealthIndicator.class)
        .health();
  }

  @Test
  void showsEachBreakerAndStaysUpWhenOneIsOpen() {
    runner.run(
        context -> {
          context.getBean(CircuitBreakers.class).get("shop").forceOpen();
          Health health = health(context);
          assertThat(health.getStatus()).isEqualTo(Status.UP);
          assertThat(health.getDetails())
              .hasEntrySatisfying(
                  "shop",
                  shop -> assertThat(((BreakerDescriptor) shop).state()).isEqualTo("forced_open"));
        });
  }

  @Test
  void showsTheStatusThatTheUserWantsWhileOneIsOpen() {
    runner
        .withPropertyValues("retry.health.open-status=out-of-service")
        .run(
            context -> {
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
              context.getBean(CircuitBreakers.class).get("shop").forceOpen();
              assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
              context.getBean(CircuitBreakers.class).get("shop").close();
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            });
  }

  @Test
  void aStatusThatIsNoneStopsTheStart() {
    runner
        .withPropertyValues("retry.health.open-status=very bad!")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("retry.health.open-status")
                    .hasMessageContaining("is not the name of a status"));
  }

  @Test
  void canBeSwitchedOffAsAnyOther() {
    runner
        .withPropertyValues("management.health.circuitbreakers.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(CircuitBreakersHealthIndicator.class));
  }
}
