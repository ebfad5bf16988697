package io.github.retrystarter.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.autoconfigure.RetryMetricsAutoConfiguration;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Calls that end because of what guards them: each has its outcome and its time. */
class GuardedOutcomesTest {

  private final VirtualTime time = new VirtualTime();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RetryAutoConfiguration.class,
                  RetryMetricsAutoConfiguration.class,
                  MetricsAutoConfiguration.class,
                  CompositeMeterRegistryAutoConfiguration.class,
                  SimpleMetricsExportAutoConfiguration.class))
          .withBean(Time.class, () -> time)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withBean(Client.class, () -> new Client(time))
          .withBean(Service.class)
          .withPropertyValues(
              "retry.defaults.jitter=none",
              "retry.policies.client.max-retries=4",
              "retry.policies.client.circuit-breaker=client",
              "retry.circuit-breakers.client.minimum-calls=20",
              "retry.budgets.client.capacity=3",
              "retry.policies.service.max-retries=2");

  static class Client {
    private final VirtualTime time;

    Client(VirtualTime time) {
      this.time = time;
    }

    /** Takes a second, and fails. */
    @Retryable("client")
    void get() throws IOException {
      time.advance(Duration.ofSeconds(1));
      throw new IOException("broken");
    }
  }

  static class Service {
    private final Client client;

    Service(Client client) {
      this.client = client;
    }

    @Retryable("service")
    void serve() throws IOException {
      client.get();
    }
  }

  @Test
  void aCallThatTheBudgetEndsIsCountedAndTimed() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          assertThat(catchThrowable(() -> context.getBean(Client.class).get()))
              .isInstanceOf(IOException.class);
          assertThat(calls(registry, "client")).isEqualTo("budget 1");
          // Four attempts, and waits of 100, 200 and 400 ms.
          assertThat(duration(registry, "client", "budget").count()).isEqualTo(1);
          assertThat(duration(registry, "client", "budget").totalTime(TimeUnit.MILLISECONDS))
              .isEqualTo(4_700);
        });
  }

  @Test
  void aCallThatAnOpenBreakerEndsBeforeItsFirstAttemptIsCountedAndTimed() {
    runner.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          context.getBean(CircuitBreakers.class).get("client").forceOpen();
          for (int i = 0; i < 2; i++) {
            assertThat(catchThrowable(() -> context.getBean(Client.class).get()))
                .hasMessage("circuit breaker 'client' is forced_open, until somebody closes it");
          }
          assertThat(calls(registry, "client")).isEqualTo("circuit_open 2");
          assertThat(duration(registry, "client", "circuit_open").count()).isEqualTo(2);
          assertThat(duration(registry, "client", "circuit_open").totalTime(TimeUnit.NANOSECONDS))
              .isZero();
          // No attempt was made: the series of the first success is the only one.
          assertThat(registry.get("retry.attempts").tag("policy", "client").functionCounters())
              .singleElement()
              .satisfies(counter -> assertThat(counter.count()).isZero());
          assertThat(registry.get("retry.wait").tag("policy", "client").timer().count()).isZero();
        });
  }

  @Test
  void aCallThatItsOwnFailuresEndAtTheBreakerIsCountedAndTimed() {
    runner
        .withPropertyValues("retry.circuit-breakers.client.consecutive-failures=2")
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(catchThrowable(() -> context.getBean(Client.class).get()))
                  .hasMessage("broken");
              assertThat(calls(registry, "client")).isEqualTo("circuit_open 1");
              assertThat(
                      duration(registry, "client", "circuit_open").totalTime(TimeUnit.MILLISECONDS))
                  .isEqualTo(2_100);
            });
  }

  @Test
  void aCallThatEndsWithAnInnerOneIsCountedAndTimedAsNested() {
    runner
        .withPropertyValues("retry.policies.client.max-retries=1")
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(catchThrowable(() -> context.getBean(Service.class).serve()))
                  .hasMessage("broken");
              assertThat(calls(registry, "client")).isEqualTo("exhausted 1");
              assertThat(calls(registry, "service")).isEqualTo("nested 1");
              assertThat(duration(registry, "service", "nested").count()).isEqualTo(1);
              assertThat(duration(registry, "service", "nested").totalTime(TimeUnit.MILLISECONDS))
                  .isEqualTo(2_100);
            });
  }

  /** All outcomes of a policy's calls that are not zero. */
  private static String calls(MeterRegistry registry, String policy) {
    StringBuilder text = new StringBuilder();
    registry.get("retry.calls").tag("policy", policy).functionCounters().stream()
        .filter(counter -> counter.count() != 0)
        .forEach(
            counter ->
                text.append(counter.getId().getTag("outcome"))
                    .append(' ')
                    .append((int) counter.count()));
    return text.toString();
  }

  private static Timer duration(MeterRegistry registry, String policy, String outcome) {
    return registry.get("retry.duration").tags("policy", policy, "outcome", outcome).timer();
  }
}
