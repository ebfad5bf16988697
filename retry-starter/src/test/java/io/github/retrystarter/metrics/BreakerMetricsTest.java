package io.github.retrystarter.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.autoconfigure.RetryMetricsAutoConfiguration;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.AopTestUtils;

/** The meters of breakers, after calls of an annotated bean. */
class BreakerMetricsTest {

  private static final String STATE = "retry.circuit.breaker.state";
  private static final String CALLS = "retry.circuit.breaker.calls";
  private static final String RATE = "retry.circuit.breaker.failure.rate";

  private final VirtualTime time = new VirtualTime();

  private final ApplicationContextRunner bare =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RetryAutoConfiguration.class, RetryMetricsAutoConfiguration.class))
          .withBean(Time.class, () -> time)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withBean(Gateway.class, () -> new Gateway(time))
          .withPropertyValues(
              "retry.policies.pay.max-retries=1",
              "retry.policies.pay.circuit-breaker=gateway",
              "retry.circuit-breakers.gateway.sliding-window-size=4",
              "retry.circuit-breakers.gateway.slow-call-duration=1s",
              "retry.circuit-breakers.gateway.half-open-calls=1");

  private final ApplicationContextRunner runner =
      bare.withConfiguration(
          AutoConfigurations.of(
              MetricsAutoConfiguration.class,
              CompositeMeterRegistryAutoConfiguration.class,
              SimpleMetricsExportAutoConfiguration.class));

  /** Public, because a filtered class loader defines its proxy in another package of that name. */
  public static class Gateway {
    private final VirtualTime time;

    /** How the next calls fail; they succeed when none is left. */
    private final Deque<Exception> failures = new ArrayDeque<>();

    public Gateway(VirtualTime time) {
      this.time = time;
    }

    @Retryable("pay")
    public void pay(long millis) throws Exception {
      time.advance(Duration.ofMillis(millis));
      Exception failure = failures.poll();
      if (failure != null) {
        throw failure;
      }
    }
  }

  @Test
  void allMetersOfABreakerAreThereAtZeroBeforeTheFirstCall() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          assertThat(registry.find(STATE).meters()).hasSize(5);
          assertThat(state(registry)).isEqualTo("closed");
          assertThat(registry.find(CALLS).meters()).hasSize(4);
          assertThat(counts(registry)).containsExactly(0, 0, 0, 0);
          assertThat(registry.find(RATE).meters()).hasSize(1);
          assertThat(rate(registry)).isNaN();
        });
  }

  @Test
  void theirTagsAreThoseOfTheManual() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          assertThat(tags(registry, STATE))
              .containsExactlyInAnyOrder(
                  "{name=gateway, state=closed}",
                  "{name=gateway, state=open}",
                  "{name=gateway, state=half_open}",
                  "{name=gateway, state=forced_open}",
                  "{name=gateway, state=disabled}");
          assertThat(tags(registry, CALLS))
              .containsExactlyInAnyOrder(
                  "{name=gateway, result=success}",
                  "{name=gateway, result=failure}",
                  "{name=gateway, result=slow}",
                  "{name=gateway, result=rejected}");
          assertThat(tags(registry, RATE)).containsExactly("{name=gateway}");
        });
  }

  @Test
  void aBreakerThatNoPolicyUsesIsShownToo() {
    runner
        .withPropertyValues("retry.circuit-breakers.spare.failure-rate-threshold=10")
        .run(
            context ->
                assertThat(
                        context
                            .getBean(MeterRegistry.class)
                            .get(STATE)
                            .tags("name", "spare", "state", "closed")
                            .gauge()
                            .value())
                    .isOne());
  }

  @Test
  void everyAttemptCountsTheRetriesToo() {
    runner.run(
        context -> {
          failNext(context, new IOException("broken"));
          gateway(context).pay(0);
          assertThat(counts(context.getBean(MeterRegistry.class))).containsExactly(1, 1, 0, 0);
        });
  }

  @Test
  void aSlowAttemptCountsAsSlowAndAsWhatItWasBesides() {
    runner.run(
        context -> {
          gateway(context).pay(1_000);
          gateway(context).pay(1_001);
          failNext(context, new IOException("broken"));
          gateway(context).pay(1_001);
          assertThat(counts(context.getBean(MeterRegistry.class))).containsExactly(3, 1, 3, 0);
        });
  }

  @Test
  void aFailureThatSaysNothingOfTheDependencyCountsAsNothing() {
    runner.run(
        context -> {
          failNext(context, new IllegalArgumentException("a bug"));
          assertThatThrownBy(() -> gateway(context).pay(0))
              .isInstanceOf(IllegalArgumentException.class);
          assertThat(counts(context.getBean(MeterRegistry.class))).containsExactly(0, 0, 0, 0);
        });
  }

  @Test
  void theFailureRateIsNoNumberBelowTheMinimumOfCalls() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          failNext(context, new IOException("broken"));
          gateway(context).pay(0);
          gateway(context).pay(0);
          assertThat(rate(registry)).isNaN();
          gateway(context).pay(0);
          assertThat(rate(registry)).isEqualTo(25);
        });
  }

  @Test
  void theStateAndTheRateFollowTheCallsAndTheClock() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          open(context);
          assertThat(state(registry)).isEqualTo("open");
          assertThat(rate(registry)).isNaN();
          time.advance(Duration.ofSeconds(30).minusNanos(1));
          assertThat(state(registry)).isEqualTo("open");
          time.advance(Duration.ofNanos(1));
          assertThat(state(registry)).isEqualTo("half_open");
          gateway(context).pay(0);
          assertThat(state(registry)).isEqualTo("closed");
        });
  }

  @Test
  void theStateFollowsAnOperator() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          CircuitBreakers breakers = context.getBean(CircuitBreakers.class);
          breakers.get("gateway").forceOpen();
          assertThat(state(registry)).isEqualTo("forced_open");
          breakers.get("gateway").close();
          assertThat(state(registry)).isEqualTo("closed");
        });
  }

  @Test
  void aDisabledBreakerIsShownAsDisabledAndCountsNothing() {
    runner
        .withPropertyValues("retry.circuit-breakers.gateway.mode=disabled")
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              gateway(context).pay(0);
              assertThat(state(registry)).isEqualTo("disabled");
              assertThat(counts(registry)).containsExactly(0, 0, 0, 0);
            });
  }

  @Test
  void anObservingBreakerShowsTheStateThatItWouldBeInAndRejectsNothing() {
    runner
        .withPropertyValues("retry.circuit-breakers.gateway.mode=observe")
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              open(context);
              gateway(context).pay(0);
              assertThat(state(registry)).isEqualTo("open");
              assertThat(counts(registry)).containsExactly(1, 4, 0, 0);
            });
  }

  @Test
  void everyRejectedCallIsCounted() {
    runner.run(
        context -> {
          open(context);
          for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> gateway(context).pay(0))
                .isInstanceOf(CircuitOpenException.class);
          }
          assertThat(counts(context.getBean(MeterRegistry.class))).containsExactly(0, 4, 0, 3);
        });
  }

  @Test
  void severalRegistriesShowTheSameAndALateOneAllThatWasBefore() {
    bare.run(
        context -> {
          MeterRegistry early = new SimpleMeterRegistry();
          MeterRegistry late = new SimpleMeterRegistry();
          BreakerMetrics metrics = context.getBean(BreakerMetrics.class);
          metrics.bindTo(early);
          metrics.bindTo(early);
          open(context);
          metrics.bindTo(late);
          for (MeterRegistry each : List.of(early, late)) {
            assertThat(counts(each)).containsExactly(0, 4, 0, 0);
            assertThat(state(each)).isEqualTo("open");
          }
        });
  }

  @Test
  void withoutBootsMetricsAUsersRegistryIsBoundAllTheSame() {
    bare.withClassLoader(new FilteredClassLoader(MetricsAutoConfiguration.class))
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(
            context -> {
              gateway(context).pay(0);
              assertThat(counts(context.getBean(MeterRegistry.class))).containsExactly(1, 0, 0, 0);
            });
  }

  /** Two calls of two attempts fail: the whole window. */
  private static void open(AssertableApplicationContext context) {
    for (int i = 0; i < 2; i++) {
      failNext(context, new IOException("broken"), new IOException("broken"));
      assertThatThrownBy(() -> gateway(context).pay(0)).hasMessage("broken");
    }
  }

  private static void failNext(AssertableApplicationContext context, Exception... failures) {
    Gateway target = AopTestUtils.getTargetObject(gateway(context));
    target.failures.addAll(List.of(failures));
  }

  private static Gateway gateway(AssertableApplicationContext context) {
    return context.getBean(Gateway.class);
  }

  /** The one state whose gauge is 1; the others are 0. */
  private static String state(MeterRegistry registry) {
    return registry.get(STATE).gauges().stream()
        .filter(gauge -> gauge.value() != 0)
        .map(gauge -> gauge.getId().getTag("state") + (gauge.value() == 1 ? "" : gauge.value()))
        .collect(Collectors.joining(", "));
  }

  /** Successes, failures, slow ones, rejected ones. */
  private static List<Integer> counts(MeterRegistry registry) {
    return Stream.of("success", "failure", "slow", "rejected")
        .map(result -> registry.get(CALLS).tags("name", "gateway", "result", result))
        .map(search -> (int) search.functionCounter().count())
        .toList();
  }

  private static double rate(MeterRegistry registry) {
    return registry.get(RATE).tag("name", "gateway").gauge().value();
  }

  private static List<String> tags(MeterRegistry registry, String name) {
    return registry.find(name).meters().stream()
        .map(Meter::getId)
        .map(
            id ->
                id.getTags().stream()
                    .map(tag -> tag.getKey() + "=" + tag.getValue())
                    .collect(Collectors.joining(", ", "{", "}")))
        .toList();
  }
}
