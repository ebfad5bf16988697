package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.CircuitBreaker;
import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.BreakerListener;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.breaker.State;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Breakers as beans: what users get, whom they tell, which clock they read. */
class BreakerBeansTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withPropertyValues("retry.circuit-breakers.gateway.consecutive-failures=1");

  @Configuration(proxyBeanMethods = false)
  static class Listening {
    private final List<String> told = new ArrayList<>();

    @Bean
    @Order(3)
    BreakerListener last() {
      return (breaker, from, to) -> told.add("last: " + breaker + " " + from + " → " + to);
    }

    @Bean
    @Order(2)
    BreakerListener throwing() {
      return new Throwing();
    }

    @Bean
    @Order(1)
    BreakerListener first(CircuitBreakers breakers) {
      return (breaker, from, to) -> told.add("first: " + breakers.get(breaker).state());
    }

    @Bean
    List<String> told() {
      return told;
    }
  }

  static class Throwing implements BreakerListener {
    @Override
    public void changed(String breaker, State from, State to) {
      throw new AssertionError("a bug in a listener");
    }
  }

  static class LeaderWatch {
    private final CircuitBreaker gateway;

    LeaderWatch(CircuitBreakers breakers) {
      gateway = breakers.get("gateway");
    }
  }

  @Test
  void aBeanFindsItsBreakerWhenItIsCreated() {
    runner
        .withBean(LeaderWatch.class)
        .run(
            context ->
                assertThat(context.getBean(LeaderWatch.class).gateway.name()).isEqualTo("gateway"));
  }

  @Test
  void theUsersBeanHasThePoliciesBreakers() {
    runner.run(
        context -> {
          CircuitBreaker breaker = context.getBean(CircuitBreakers.class).get("gateway");
          assertThat(breaker).isSameAs(context.getBean(Breakers.class).find("gateway"));
        });
  }

  @Test
  void listenersAreToldInTheirOrderAndOneThatThrowsHarmsNobody() {
    runner
        .withUserConfiguration(Listening.class)
        .run(
            context -> {
              context.getBean(CircuitBreakers.class).get("gateway").forceOpen();
              assertThat(context.getBean("told"))
                  .isEqualTo(List.of("first: forced_open", "last: gateway CLOSED → FORCED_OPEN"));
            });
  }

  @Test
  void theOpenTimeIsThatOfTheApplicationsClock() {
    VirtualTime time = new VirtualTime();
    runner
        .withBean(Time.class, () -> time)
        .run(
            context -> {
              Breaker breaker = breaker(context.getBean(Breakers.class));
              breaker.leave(Objects.requireNonNull(breaker.enter()), true, 0);
              time.advance(Duration.ofSeconds(30).minusNanos(1));
              assertThat(breaker.state()).isEqualTo("open");
              time.advance(Duration.ofNanos(1));
              assertThat(breaker.state()).isEqualTo("half_open");
            });
  }

  private static Breaker breaker(Breakers breakers) {
    return Objects.requireNonNull(breakers.find("gateway"));
  }
}
