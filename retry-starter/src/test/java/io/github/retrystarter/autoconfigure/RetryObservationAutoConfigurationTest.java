package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.retrystarter.Retries;
import io.github.retrystarter.Retry;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import io.github.retrystarter.tracing.RetryObservations;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class RetryObservationAutoConfigurationTest {

  private static final int CALLS = 10_000;

  private final VirtualTime time = new VirtualTime();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RetryAutoConfiguration.class, RetryObservationAutoConfiguration.class))
          .withBean(Time.class, () -> time);

  private final ApplicationContextRunner attempts =
      runner.withPropertyValues("retry.observations=attempts");

  /** Of one call that succeeds at once. */
  private long readings(Retries retries) {
    long before = time.readings();
    retries.policy("default").run(() -> {});
    return time.readings() - before;
  }

  /** What each of many such calls allocates. */
  private static long bytes(Retry retry) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Runnable work = () -> {};
    long allocated = 0;
    for (int round = 0; round < 2; round++) { // classes are loaded in the first
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int call = 0; call < CALLS; call++) {
        retry.run(work);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    return allocated / CALLS;
  }

  private void costsNothing(ApplicationContextRunner context, int calls) {
    context.run(
        started -> {
          Retries retries = started.getBean(Retries.class);
          for (int i = 1; i < calls; i++) {
            retries.policy("default").run(() -> {});
          }
          assertThat(readings(retries)).isZero();
          assertThat(bytes(retries.policy("default"))).isZero();
        });
  }

  private static ObservationRegistry listening() {
    ObservationRegistry registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(context -> true);
    return registry;
  }

  @Test
  void whereThereIsNoRegistryThereIsNothing() {
    attempts.run(context -> assertThat(context).doesNotHaveBean(RetryObservations.class));
    costsNothing(attempts, 1);
  }

  @Test
  void whereTheLibraryIsMissingCallsAreRetriedAllTheSame() {
    attempts
        .withClassLoader(new FilteredClassLoader("io.micrometer.observation"))
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(RetryObservations.class);
              int[] calls = {0};
              context
                  .getBean(Retries.class)
                  .policy("default")
                  .run(
                      () -> {
                        if (++calls[0] == 1) {
                          throw new IllegalStateException("not yet");
                        }
                      });
              assertThat(calls[0]).isEqualTo(2);
            });
  }

  @Test
  void theRegistryMayBeBoots() {
    runner
        .withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
        .run(context -> assertThat(context).hasSingleBean(RetryObservations.class));
  }

  @Test
  void eventsCostACallThatSucceedsAtOnceNothing() {
    ObservationRegistry registry = listening();
    Observation.createNotStarted("order", registry)
        .observe(() -> costsNothing(runner.withBean(ObservationRegistry.class, () -> registry), 1));
  }

  @Test
  void attemptsOfARegistryThatTakesNothingCostNothingAfterTheFirstCall() {
    costsNothing(attempts.withBean(ObservationRegistry.class, () -> ObservationRegistry.NOOP), 2);
  }

  @Test
  void whereNobodyCanSayWhichRegistryIsMeantNoneIsTold() {
    costsNothing(
        attempts
            .withBean(
                "one", ObservationRegistry.class, RetryObservationAutoConfigurationTest::listening)
            .withBean(
                "two", ObservationRegistry.class, RetryObservationAutoConfigurationTest::listening),
        2);
  }

  /** An exporter, whose own calls are retried. */
  static class Exporter {
    private final List<String> exported = new ArrayList<>();

    @Retryable
    public void export(String name) {
      exported.add(name);
    }

    public List<String> exported() {
      return List.copyOf(exported);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Exporting {

    @Bean
    Exporter exporter() {
      return new Exporter();
    }

    @Bean
    ObservationRegistry registry(Exporter exporter) {
      ObservationRegistry registry = ObservationRegistry.create();
      registry.observationConfig().observationHandler(new Handler(exporter));
      return registry;
    }
  }

  /** Tells the exporter of what is not his own. */
  private record Handler(Exporter exporter) implements ObservationHandler<Observation.Context> {

    @Override
    public void onStop(Observation.Context context) {
      KeyValue method = context.getLowCardinalityKeyValue("method");
      if (method != null && method.getValue().equals("(code)")) {
        exporter.export(String.valueOf(context.getContextualName()));
      }
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }

  @Test
  void aRegistryMayNeedRetryableBeans() {
    attempts
        .withUserConfiguration(Exporting.class)
        .run(
            context -> {
              context.getBean(Retries.class).policy("default").run(() -> {});
              assertThat(context.getBean(Exporter.class).exported())
                  .containsExactly("(code) attempt 1");
            });
  }
}
