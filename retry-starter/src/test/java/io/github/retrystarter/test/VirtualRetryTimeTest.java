package io.github.retrystarter.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.Retries;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.SystemTime;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** What the annotation does to the context of a test, and between the methods of one. */
class VirtualRetryTimeTest {

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(RetryAutoConfiguration.class)
  static class App {}

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(RetryAutoConfiguration.class)
  static class AppWithAClock {
    @Bean
    Time clock() {
      return new SystemTime();
    }

    @Bean
    Randomness dice() {
      return () -> 0.25;
    }
  }

  private static Throwable giveUp(Retries retries) {
    return Objects.requireNonNull(
        catchThrowable(
            () ->
                retries
                    .policy("default")
                    .call(
                        () -> {
                          throw new IOException("down");
                        })));
  }

  @Nested
  @SpringBootTest(classes = App.class, webEnvironment = WebEnvironment.NONE)
  @VirtualRetryTime
  class BootsTest {
    @Test
    void waitsHalfOfEachDelayInNoTime(@Autowired Retries retries, @Autowired RetryTime time) {
      giveUp(retries);
      assertThat(time.waits())
          .containsExactly(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200));
    }
  }

  @Nested
  @SpringJUnitConfig(AppWithAClock.class)
  @VirtualRetryTime(random = 0)
  class SpringsOwnTest {
    @Test
    void hasTheVirtualClockAndTheJitterOfTheAnnotationBeforeTheApplications(
        @Autowired Retries retries, @Autowired RetryTime time) {
      giveUp(retries);
      assertThat(time.waits()).containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    @Nested
    class InsideOfIt {
      @Test
      void isOnTheSameClock(@Autowired Time time, @Autowired RetryTime virtual) {
        assertThat(time).isSameAs(virtual);
      }
    }
  }

  @Nested
  @SpringJUnitConfig(App.class)
  class WithoutTheAnnotation {
    @Test
    void theClockIsTheRealOne(@Autowired Time time) {
      assertThat(time).isExactlyInstanceOf(SystemTime.class);
    }
  }

  /** Each leaves behind what would disturb the next, whichever that is. */
  @Nested
  @SpringJUnitConfig(App.class)
  @TestPropertySource(
      properties = {
        "retry.defaults.circuit-breaker=gateway",
        "retry.circuit-breakers.gateway.consecutive-failures=4",
        "retry.budgets.default.capacity=3"
      })
  @VirtualRetryTime
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  class EachMethod {
    @Autowired Retries retries;
    @Autowired RetryTime time;
    @Autowired CircuitBreakers breakers;
    @Autowired Budgets budgets;
    private Duration waitedBefore = Duration.ofDays(1);

    @BeforeEach
    void prepare() {
      waitedBefore = time.waited();
    }

    @Test
    @Order(1)
    void findsTheBreakerClosedTheBudgetFullAndNothingWaited() {
      begins();
    }

    @Test
    @Order(2)
    void andSoDoesTheNext() {
      begins();
    }

    private void begins() {
      assertThat(waitedBefore).isZero();
      assertThat(RetryInfo.of(giveUp(retries)).orElseThrow().attempts()).isEqualTo(4);
      assertThat(time.waits()).hasSize(3);
      assertThat(breakers.get("gateway").state()).isEqualTo("open");
      assertThat(Objects.requireNonNull(budgets.find("default")).available()).isZero();
      time.beforeWait(() -> Thread.currentThread().interrupt());
    }
  }

  @Test
  void aNumberThatIsNoDrawIsRefused() {
    assertThatThrownBy(() -> new VirtualTimeCustomizer(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("@VirtualRetryTime(random = 1.0): legal are 0 <= x < 1");
    assertThatThrownBy(() -> new VirtualTimeCustomizer(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
