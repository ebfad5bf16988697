package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.retrystarter.CircuitBreaker;
import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.Retries;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.AopTestUtils;

/** Breakers and budgets around annotated beans: what callers get, what a user's bean can steer. */
class GuardedBeansTest {

  private final VirtualTime time = new VirtualTime();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, () -> time)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withBean(Gateway.class)
          .withBean(Stock.class)
          .withBean(Leader.class)
          .withPropertyValues(
              "retry.circuit-breakers.gateway.consecutive-failures=2",
              "retry.circuit-breakers.stock.consecutive-failures=1",
              "retry.policies.payments.budget=shop",
              "retry.policies.refunds.budget=shop",
              "retry.budgets.shop.capacity=4");

  static class Gateway {
    private int failures;
    private int calls;

    @Retryable(circuitBreaker = "gateway")
    String pay() throws IOException {
      return answer();
    }

    @Retryable(circuitBreaker = "gateway", fallback = "later")
    String order(String id) throws IOException {
      return id + answer();
    }

    @Retryable("payments")
    String charge() throws IOException {
      return answer();
    }

    @Retryable("refunds")
    String refund() throws IOException {
      return answer();
    }

    String later(String id, CircuitOpenException open) {
      return id + " in " + open.retryAfter().toSeconds() + " s";
    }

    private String answer() throws IOException {
      calls++;
      if (failures-- > 0) {
        throw new IOException("broken");
      }
      return "done";
    }
  }

  /** All of its methods have the one breaker, but for that which says otherwise. */
  @Retryable(circuitBreaker = "stock", maxRetries = 0)
  static class Stock {
    public void reserve() throws IOException {
      throw new IOException("broken");
    }

    public String count() {
      return "7";
    }

    @Retryable
    public String ping() {
      return "there";
    }
  }

  /** A user's bean that learns of the dependency's health from elsewhere. */
  static class Leader {
    private final CircuitBreakers breakers;

    Leader(CircuitBreakers breakers) {
      this.breakers = breakers;
    }

    CircuitBreaker breaker() {
      return breakers.get("gateway");
    }
  }

  @Test
  void theCallerGetsTheLastFailureWhenItOpensTheBreakerAndThenTheExceptionThatTellsSo() {
    runner.run(
        context -> {
          Gateway target = failing(context, 99);
          assertThatThrownBy(() -> gateway(context).pay())
              .isInstanceOf(IOException.class)
              .hasMessage("broken");
          assertThat(target.calls).isEqualTo(2);
          CircuitOpenException open =
              catchThrowableOfType(CircuitOpenException.class, () -> gateway(context).pay());
          assertThat(open.circuitBreaker()).isEqualTo("gateway");
          assertThat(open.retryAfter()).isEqualTo(Duration.ofSeconds(30));
          assertThat(target.calls).isEqualTo(2);
        });
  }

  @Test
  void aFallbackAnswersWhileTheBreakerIsOpen() {
    runner.run(
        context -> {
          Gateway target = failing(context, 2);
          assertThatThrownBy(() -> gateway(context).order("7")).hasMessage("broken");
          time.advance(Duration.ofSeconds(10));
          assertThat(gateway(context).order("7")).isEqualTo("7 in 20 s");
          assertThat(target.calls).isEqualTo(2);
          time.advance(Duration.ofSeconds(20));
          assertThat(gateway(context).order("7")).isEqualTo("7done");
        });
  }

  @Test
  void aBreakerOfTheClassIsThatOfAllItsMethodsAndAMethodsOwnAnnotationReplacesIt() {
    runner.run(
        context -> {
          Stock stock = context.getBean(Stock.class);
          assertThatThrownBy(stock::reserve).hasMessage("broken");
          assertThatThrownBy(stock::count)
              .hasMessage("circuit breaker 'stock' is open, the next try is in 30000 ms");
          assertThat(stock.ping()).isEqualTo("there");
        });
  }

  @Test
  void aUsersBeanClosesTheBreakerWhenItKnowsBetter() {
    runner.run(
        context -> {
          failing(context, 2);
          assertThatThrownBy(() -> gateway(context).pay()).hasMessage("broken");
          Leader leader = context.getBean(Leader.class);
          assertThat(leader.breaker().state()).isEqualTo("open");
          leader.breaker().reset();
          assertThat(leader.breaker().state()).isEqualTo("closed");
          assertThat(gateway(context).pay()).isEqualTo("done");
        });
  }

  @Test
  void aUsersBeanHoldsTheBreakerOpenUntilItClosesIt() {
    runner.run(
        context -> {
          CircuitBreaker breaker = context.getBean(Leader.class).breaker();
          assertThat(breaker.name()).isEqualTo("gateway");
          breaker.forceOpen();
          time.advance(Duration.ofDays(1));
          assertThatThrownBy(() -> gateway(context).pay())
              .hasMessage("circuit breaker 'gateway' is forced_open, until somebody closes it");
          breaker.close();
          assertThat(gateway(context).pay()).isEqualTo("done");
        });
  }

  @Test
  void anUnknownBreakerIsAnsweredWithTheKnownOnes() {
    runner.run(
        context ->
            assertThatThrownBy(() -> context.getBean(CircuitBreakers.class).get("gatway"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no circuit breaker \"gatway\"; known: gateway, stock"));
  }

  @Test
  void workFromCodeAndAnnotatedMethodsShareABreaker() {
    runner
        .withPropertyValues("retry.policies.code.circuit-breaker=gateway")
        .run(
            context -> {
              failing(context, 2);
              assertThatThrownBy(() -> gateway(context).pay()).hasMessage("broken");
              assertThatThrownBy(() -> context.getBean(Retries.class).policy("code").run(() -> {}))
                  .isInstanceOf(CircuitOpenException.class);
            });
  }

  @Test
  void twoPoliciesPayFromTheBudgetThatBothName() {
    runner.run(
        context -> {
          Gateway target = failing(context, 99);
          assertThatThrownBy(() -> gateway(context).charge()).hasMessage("broken");
          assertThat(target.calls).isEqualTo(4);
          assertThatThrownBy(() -> gateway(context).refund()).hasMessage("broken");
          // Four tokens in all: the fifth retry is refused.
          assertThat(target.calls).isEqualTo(6);
          assertThat(available(context, "default")).isEqualTo(10);
        });
  }

  @Test
  void switchedOffNeitherBreakerNorBudgetIsAsked() {
    runner
        .withPropertyValues("retry.enabled=false", "retry.policies.code.circuit-breaker=gateway")
        .run(
            context -> {
              context.getBean(CircuitBreakers.class).get("gateway").forceOpen();
              assertThat(gateway(context).pay()).isEqualTo("done");
              assertThat(gateway(context).order("7")).isEqualTo("7done");
              failing(context, 1);
              assertThatThrownBy(() -> gateway(context).charge()).hasMessage("broken");
              context.getBean(Retries.class).policy("code").run(() -> {});
              assertThat(
                      Objects.requireNonNull(context.getBean(Breakers.class).find("gateway"))
                          .counts()
                          .rejections())
                  .isZero();
              assertThat(available(context, "shop")).isEqualTo(4);
            });
  }

  @Test
  void switchedOffABreakerCountsNothing() {
    runner
        .withPropertyValues("retry.enabled=false")
        .run(
            context -> {
              failing(context, 3);
              for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> gateway(context).pay()).hasMessage("broken");
              }
              assertThat(context.getBean(CircuitBreakers.class).get("gateway").state())
                  .isEqualTo("closed");
            });
  }

  private static double available(AssertableApplicationContext context, String budget) {
    return Objects.requireNonNull(context.getBean(Budgets.class).find(budget)).available();
  }

  private static Gateway failing(AssertableApplicationContext context, int failures) {
    Gateway target = AopTestUtils.getTargetObject(gateway(context));
    target.failures = failures;
    return target;
  }

  private static Gateway gateway(AssertableApplicationContext context) {
    return context.getBean(Gateway.class);
  }
}
