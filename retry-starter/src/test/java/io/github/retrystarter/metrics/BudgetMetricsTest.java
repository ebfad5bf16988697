package io.github.retrystarter.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.autoconfigure.RetryMetricsAutoConfiguration;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.policy.Source;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.AopTestUtils;

/** The meters of budgets, after calls of an annotated bean. */
class BudgetMetricsTest {

  private static final String AVAILABLE = "retry.budget.available";
  private static final String DENIED = "retry.budget.denied";

  private final VirtualTime time = new VirtualTime();

  private final ApplicationContextRunner bare =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RetryAutoConfiguration.class, RetryMetricsAutoConfiguration.class))
          .withBean(Time.class, () -> time)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withBean(Shop.class)
          .withPropertyValues(
              "retry.policies.orders.budget=shop",
              "retry.policies.refunds.budget=shop",
              "retry.policies.search.budget=none",
              "retry.budgets.shop.capacity=4",
              "retry.budgets.shop.deposit=0.5");

  private final ApplicationContextRunner runner =
      bare.withConfiguration(
          AutoConfigurations.of(
              MetricsAutoConfiguration.class,
              CompositeMeterRegistryAutoConfiguration.class,
              SimpleMetricsExportAutoConfiguration.class));

  /** Public, because a filtered class loader defines its proxy in another package of that name. */
  public static class Shop {
    private int failures;

    @Retryable("orders")
    public void order() throws IOException {
      answer();
    }

    @Retryable("refunds")
    public void refund() throws IOException {
      answer();
    }

    private void answer() throws IOException {
      if (failures-- > 0) {
        throw new IOException("broken");
      }
    }
  }

  @Test
  void everyBudgetIsShownFullBeforeTheFirstCall() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          assertThat(available(registry, "shop")).isEqualTo(4);
          assertThat(denied(registry, "shop")).isZero();
          // Each policy that says nothing has one of its own.
          assertThat(available(registry, "default")).isEqualTo(10);
          assertThat(denied(registry, "default")).isZero();
        });
  }

  @Test
  void aBudgetIsShownOnceHoweverManyPoliciesPayFromIt() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          for (String name : List.of(AVAILABLE, DENIED)) {
            assertThat(registry.get(name).meters())
                .extracting(meter -> meter.getId().getTags().toString())
                .containsExactlyInAnyOrder("[tag(budget=default)]", "[tag(budget=shop)]");
          }
        });
  }

  @Test
  void aRetryThatSucceedsHasItsTokenBack() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          failNext(context, 1);
          time.beforeSleep(() -> assertThat(available(registry, "shop")).isEqualTo(3));
          shop(context).order();
          assertThat(time.sleeps()).hasSize(1);
          assertThat(available(registry, "shop")).isEqualTo(4);
          assertThat(denied(registry, "shop")).isZero();
        });
  }

  @Test
  void policiesThatShareABudgetEmptyItTogether() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          failNext(context, 99);
          assertThatThrownBy(() -> shop(context).order()).hasMessage("broken");
          assertThat(available(registry, "shop")).isEqualTo(1);
          assertThatThrownBy(() -> shop(context).refund()).hasMessage("broken");
          assertThat(available(registry, "shop")).isZero();
          assertThat(denied(registry, "shop")).isEqualTo(1);
          assertThat(attempts(registry, "orders")).isEqualTo(4);
          assertThat(attempts(registry, "refunds")).isEqualTo(2);
          assertThat(available(registry, "default")).isEqualTo(10);
        });
  }

  @Test
  void everyRefusedRetryIsCounted() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          failNext(context, 99);
          for (int i = 0; i < 6; i++) {
            assertThatThrownBy(() -> shop(context).order()).hasMessage("broken");
          }
          // The first call made three retries, the second one.
          assertThat(denied(registry, "shop")).isEqualTo(5);
        });
  }

  @Test
  void successesPayInAsMuchAsTheShareOfSuccessesAllows() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          failNext(context, 4);
          assertThatThrownBy(() -> shop(context).order()).hasMessage("broken");
          shop(context).order();
          // One token is left, and half of one comes in, as the last of fifty attempts sees it:
          // four of them failed before.
          double share = 1 - (1 - Math.pow(0.98, 4)) * 0.98;
          assertThat(available(registry, "shop") - 1).isCloseTo(0.5 * share, offset(1e-4));
        });
  }

  @Test
  void aRetryThatTheLimitASecondRefusesIsCountedAndItsTokenStays() {
    runner
        .withPropertyValues("retry.budgets.shop.max-retries-per-second=1")
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              failNext(context, 99);
              assertThatThrownBy(() -> shop(context).order()).hasMessage("broken");
              assertThat(attempts(registry, "orders")).isEqualTo(2);
              assertThat(denied(registry, "shop")).isEqualTo(1);
              assertThat(available(registry, "shop")).isEqualTo(3);
              time.advance(Duration.ofSeconds(1));
              assertThatThrownBy(() -> shop(context).order()).hasMessage("broken");
              assertThat(attempts(registry, "orders")).isEqualTo(4);
            });
  }

  @Test
  void severalRegistriesShowTheSameAndALateOneAllThatWasBefore() {
    bare.run(
        context -> {
          MeterRegistry early = new SimpleMeterRegistry();
          MeterRegistry late = new SimpleMeterRegistry();
          BudgetMetrics metrics = context.getBean(BudgetMetrics.class);
          metrics.bindTo(early);
          metrics.bindTo(early);
          failNext(context, 99);
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> shop(context).order()).hasMessage("broken");
          }
          metrics.bindTo(late);
          for (MeterRegistry each : List.of(early, late)) {
            assertThat(available(each, "shop")).isZero();
            assertThat(denied(each, "shop")).isEqualTo(1);
          }
        });
  }

  @Test
  void withoutBootsMetricsAUsersRegistryIsBoundAllTheSame() {
    bare.withClassLoader(new FilteredClassLoader(MetricsAutoConfiguration.class))
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(
            context ->
                assertThat(available(context.getBean(MeterRegistry.class), "shop")).isEqualTo(4));
  }

  private static void failNext(AssertableApplicationContext context, int failures) {
    Shop target = AopTestUtils.getTargetObject(shop(context));
    target.failures = failures;
  }

  private static Shop shop(AssertableApplicationContext context) {
    return context.getBean(Shop.class);
  }

  private static double available(MeterRegistry registry, String budget) {
    return registry.get(AVAILABLE).tag("budget", budget).gauge().value();
  }

  private static double denied(MeterRegistry registry, String budget) {
    return registry.get(DENIED).tag("budget", budget).functionCounter().count();
  }

  private static double attempts(MeterRegistry registry, String policy) {
    return registry.get("retry.attempts").tag("policy", policy).functionCounters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @Test
  void aBudgetThatWasTakenAwayLiveAndCameBackIsTheOneThatIsRead() {
    runner.run(
        context -> {
          PolicyBook book = context.getBean(PolicyBook.class);
          MeterRegistry meters = context.getBean(MeterRegistry.class);
          Setting none = new Setting("none", "none", Source.LIVE);
          assertThat(book.change("default", Map.of(PolicyKey.BUDGET, none))).hasSize(1);
          assertThat(meters.get(AVAILABLE).tag("budget", "default").gauge().value()).isNaN();
          assertThat(book.undo("default")).hasSize(1);
          RetryBudget fresh = context.getBean(Budgets.class).find("default");
          assertThat(Objects.requireNonNull(fresh).tryRetry(0)).isTrue();
          assertThat(meters.get(AVAILABLE).tag("budget", "default").gauge().value()).isEqualTo(9);
        });
  }
}
