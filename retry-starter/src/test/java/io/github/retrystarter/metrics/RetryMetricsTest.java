package io.github.retrystarter.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.Retries;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.autoconfigure.RetryMetricsAutoConfiguration;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.AopTestUtils;

class RetryMetricsTest {

  private static final String METHOD = "RetryMetricsTest.Shop.order";

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
              "retry.policies.orders.delay=1s", "retry.policies.orders.jitter=none");

  private final ApplicationContextRunner runner =
      bare.withConfiguration(
          AutoConfigurations.of(
              MetricsAutoConfiguration.class,
              CompositeMeterRegistryAutoConfiguration.class,
              SimpleMetricsExportAutoConfiguration.class));

  /** Public, because a filtered class loader defines its proxy in another package of that name. */
  public static class Shop {
    int failures;

    @Retryable(policy = "orders", fallback = "none")
    public String order(String id) throws IOException {
      if (failures-- > 0) {
        throw new IOException(id);
      }
      return id;
    }

    public String none(String id, IOException failure) {
      if (id.isEmpty()) {
        throw new IllegalStateException("fallback", failure);
      }
      return "none";
    }
  }

  @Test
  void allMetersOfAMethodAreThereAtZeroBeforeTheFirstCall() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          for (Outcome outcome : Outcome.values()) {
            assertThat(calls(registry, outcome.tag())).isZero();
            assertThat(duration(registry, outcome.tag()).count()).isZero();
          }
          assertThat(registry.find("retry.calls").meters()).hasSize(14);
          assertThat(tags(registry, "retry.calls")).containsExactly("method", "outcome", "policy");
          assertThat(registry.find("retry.attempts").meters()).hasSize(1);
          assertThat(attempts(registry, "1", "success")).isZero();
          assertThat(fallbacks(registry, "answered")).isZero();
          assertThat(fallbacks(registry, "failed")).isZero();
          assertThat(wait(registry).count()).isZero();
        });
  }

  @Test
  void aCallThatSucceedsAtOnceIsCountedAndNotTimed() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          context.getBean(Shop.class).order("1");
          context.getBean(Shop.class).order("2");
          assertThat(calls(registry, "success")).isEqualTo(2);
          assertThat(attempts(registry, "1", "success")).isEqualTo(2);
          assertThat(duration(registry, "success").count()).isZero();
        });
  }

  @Test
  void withTimeAllCallsItIsTimedToo() {
    runner
        .withPropertyValues("retry.metrics.time-all-calls=true")
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              context.getBean(Shop.class).order("1");
              assertThat(duration(registry, "success").count()).isEqualTo(1);
              assertThat(calls(registry, "success")).isEqualTo(1);
            });
  }

  @Test
  void retriesShowInAttemptsWaitsAndDuration() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          Shop shop = target(context.getBean(Shop.class));
          shop.failures = 2;
          context.getBean(Shop.class).order("1");
          assertThat(calls(registry, "success_after_retry")).isEqualTo(1);
          assertThat(attempts(registry, "1", "io")).isEqualTo(1);
          assertThat(attempts(registry, "2", "io")).isEqualTo(1);
          assertThat(attempts(registry, "3", "success")).isEqualTo(1);
          assertThat(wait(registry).count()).isEqualTo(2);
          assertThat(wait(registry).totalTime(TimeUnit.SECONDS)).isEqualTo(3);
          assertThat(duration(registry, "success_after_retry").totalTime(TimeUnit.SECONDS))
              .isEqualTo(3);
        });
  }

  @Test
  void fallbacksAreCountedByWhetherTheyAnswered() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          Shop shop = target(context.getBean(Shop.class));
          shop.failures = 4;
          assertThat(context.getBean(Shop.class).order("1")).isEqualTo("none");
          shop.failures = 4;
          assertThatThrownBy(() -> context.getBean(Shop.class).order(""))
              .isInstanceOf(IllegalStateException.class);
          assertThat(calls(registry, "exhausted")).isEqualTo(2);
          assertThat(fallbacks(registry, "answered")).isEqualTo(1);
          assertThat(fallbacks(registry, "failed")).isEqualTo(1);
        });
  }

  @Test
  void theAttemptTagIsBounded() {
    runner
        .withPropertyValues(
            "retry.policies.orders.max-retries=50", "retry.policies.orders.budget=none")
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              target(context.getBean(Shop.class)).failures = 99;
              context.getBean(Shop.class).order("1");
              assertThat(attempts(registry, "9", "io")).isEqualTo(1);
              assertThat(attempts(registry, "10+", "io")).isEqualTo(42);
              assertThat(registry.find("retry.attempts").meters()).hasSize(11);
            });
  }

  @Test
  void aRegistryThatComesLateShowsAllCounts() {
    bare.run(
        context -> {
          target(context.getBean(Shop.class)).failures = 1;
          context.getBean(Shop.class).order("1");
          MeterRegistry late = new SimpleMeterRegistry();
          context.getBean(RetryMetrics.class).bindTo(late);
          assertThat(calls(late, "success_after_retry")).isEqualTo(1);
          assertThat(attempts(late, "1", "io")).isEqualTo(1);
          assertThat(attempts(late, "2", "success")).isEqualTo(1);
          target(context.getBean(Shop.class)).failures = 2;
          context.getBean(Shop.class).order("1");
          assertThat(attempts(late, "2", "io")).isEqualTo(1);
        });
  }

  @Test
  void severalRegistriesShowTheSame() {
    bare.run(
        context -> {
          MeterRegistry one = new SimpleMeterRegistry();
          CompositeMeterRegistry two =
              new CompositeMeterRegistry(Clock.SYSTEM, List.of(new SimpleMeterRegistry()));
          for (MeterRegistry each : List.of(one, two, one)) {
            context.getBean(RetryMetrics.class).bindTo(each);
          }
          target(context.getBean(Shop.class)).failures = 1;
          context.getBean(Shop.class).order("1");
          for (MeterRegistry each : List.of(one, two)) {
            assertThat(calls(each, "success_after_retry")).isEqualTo(1);
            assertThat(wait(each).count()).isEqualTo(1);
            assertThat(duration(each, "success_after_retry").count()).isEqualTo(1);
          }
        });
  }

  @Test
  void withoutBootsMetricsAUsersRegistryIsBoundAllTheSame() {
    bare.withClassLoader(new FilteredClassLoader(MetricsAutoConfiguration.class))
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(
            context -> assertThat(calls(context.getBean(MeterRegistry.class), "success")).isZero());
  }

  @Test
  void workFromCodeIsShownFromTheFirstUseOfItsPolicyOn() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          assertThat(registry.find("retry.calls").tag("method", "(code)").meters()).isEmpty();
          Retries retries = context.getBean(Retries.class);
          retries.policy("orders");
          assertThat(registry.find("retry.calls").tag("method", "(code)").meters()).hasSize(14);
          assertThat(retries.policy("orders")).isSameAs(retries.policy("orders"));
          retries.policy("orders").run(() -> {});
          FunctionCounter counter =
              registry
                  .get("retry.calls")
                  .tags("method", "(code)", "policy", "orders", "outcome", "success")
                  .functionCounter();
          assertThat(counter.count()).isEqualTo(1);
          assertThatThrownBy(() -> retries.policy("order"))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("there is no retry policy \"order\"; known: default, orders");
        });
  }

  @Test
  void withRetriesSwitchedOffNothingIsAdvisedOrMeasured() {
    runner
        .withPropertyValues("retry.enabled=false")
        .run(
            context -> {
              Shop shop = context.getBean(Shop.class);
              assertThat(shop.getClass()).isEqualTo(Shop.class);
              shop.failures = 1;
              assertThatThrownBy(() -> shop.order("1")).isInstanceOf(IOException.class);
              int[] calls = {0};
              assertThatThrownBy(
                      () ->
                          context
                              .getBean(Retries.class)
                              .policy("orders")
                              .run(
                                  () -> {
                                    calls[0]++;
                                    throw new IllegalStateException();
                                  }))
                  .isInstanceOf(IllegalStateException.class);
              assertThat(calls[0]).isEqualTo(1);
              assertThat(context.getBean(MeterRegistry.class).find("retry.calls").meters())
                  .isEmpty();
            });
  }

  private static Shop target(Shop proxy) {
    Object target = AopTestUtils.getTargetObject(proxy);
    return (Shop) target;
  }

  private static double calls(MeterRegistry registry, String outcome) {
    return registry
        .get("retry.calls")
        .tags("policy", "orders", "method", METHOD, "outcome", outcome)
        .functionCounter()
        .count();
  }

  private static double attempts(MeterRegistry registry, String attempt, String result) {
    return registry
        .get("retry.attempts")
        .tags("policy", "orders", "method", METHOD, "attempt", attempt, "result", result)
        .functionCounter()
        .count();
  }

  private static double fallbacks(MeterRegistry registry, String result) {
    return registry
        .get("retry.fallbacks")
        .tags("policy", "orders", "method", METHOD, "result", result)
        .functionCounter()
        .count();
  }

  private static Timer duration(MeterRegistry registry, String outcome) {
    return registry
        .get("retry.duration")
        .tags("policy", "orders", "method", METHOD, "outcome", outcome)
        .timer();
  }

  private static Timer wait(MeterRegistry registry) {
    return registry.get("retry.wait").tags("policy", "orders", "method", METHOD).timer();
  }

  private static Iterable<String> tags(MeterRegistry registry, String name) {
    TreeSet<String> keys = new TreeSet<>();
    for (Meter meter : registry.find(name).meters()) {
      meter.getId().getTags().forEach(tag -> keys.add(tag.getKey()));
    }
    return keys;
  }
}
