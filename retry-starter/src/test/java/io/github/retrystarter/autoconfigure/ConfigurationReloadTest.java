package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.Retries;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.engine.CallSite;
import io.github.retrystarter.engine.CallSites;
import io.github.retrystarter.event.EventLog;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.RetryConfigurationException;
import io.github.retrystarter.test.RetryTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;

/** The configuration is read again while the application runs. */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationReloadTest {

  static class Gateway {
    private int calls;

    @Retryable("remote")
    void ask() throws IOException {
      calls++;
      throw new IOException("down");
    }

    int calls() {
      return calls;
    }
  }

  private static final ApplicationContextRunner RUNNER =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RetryAutoConfiguration.class,
                  RetryReloadAutoConfiguration.class,
                  RetryMetricsAutoConfiguration.class,
                  MetricsAutoConfiguration.class))
          .withBean(RetryTime.class)
          .withBean(Gateway.class)
          .withBean(SimpleMeterRegistry.class);

  private static final ApplicationContextRunner PROPERTIES =
      RUNNER.withPropertyValues(
          "retry.policies.remote.max-retries=1",
          "retry.policies.remote.circuit-breaker=shop",
          "retry.circuit-breakers.shop.minimum-calls=100");

  private static int asks(AssertableApplicationContext context) {
    Gateway gateway = context.getBean(Gateway.class);
    int before = gateway.calls();
    try {
      gateway.ask();
    } catch (IOException | RuntimeException expected) {
      // What counts is how often.
    }
    return gateway.calls() - before;
  }

  private static void set(AssertableApplicationContext context, String... pairs) {
    Map<String, Object> values = new HashMap<>();
    for (String pair : pairs) {
      values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("changed", values));
  }

  private static double reloads(AssertableApplicationContext context, String result) {
    return context
        .getBean(MeterRegistry.class)
        .get("retry.reloads")
        .tag("result", result)
        .functionCounter()
        .count();
  }

  @Test
  void aChangedEnvironmentIsInForceAfterTheRefresh() {
    PROPERTIES.run(
        context -> {
          assertThat(asks(context)).isEqualTo(2);
          set(context, "retry.policies.remote.max-retries=3");
          assertThat(asks(context)).isEqualTo(2);
          context.getBean(Retries.class).refresh();
          assertThat(asks(context)).isEqualTo(4);
          assertThat(reloads(context, "applied")).isEqualTo(1);
          assertThat(reloads(context, "refused")).isZero();
          assertThat(context.getBean(EventLog.class).newest())
              .filteredOn(each -> each.type().equals("reload"))
              .singleElement()
              .satisfies(
                  each ->
                      assertThat(each.details())
                          .containsEntry("changed", List.of("remote.maxRetries: 1 → 3")));
        });
  }

  @Test
  void nothingIsToldWhereNothingHasChanged() {
    PROPERTIES.run(
        context -> {
          context.getBean(Retries.class).refresh();
          assertThat(reloads(context, "applied")).isZero();
          assertThat(context.getBean(EventLog.class).newest()).isEmpty();
        });
  }

  @Test
  void aWrongOneIsRefusedWhole(CapturedOutput output) {
    PROPERTIES.run(
        context -> {
          set(
              context,
              "retry.policies.remote.max-retries=3",
              "retry.policies.remote.delay=soon",
              "retry.polices.remote.delay=1s");
          assertThatThrownBy(() -> context.getBean(Retries.class).refresh())
              .isInstanceOf(RetryConfigurationException.class)
              .hasMessageContaining("retry.policies.remote.delay")
              .hasMessageContaining("is not a duration")
              .hasMessageContaining("Did you mean \"policies\"?");
          assertThat(asks(context)).isEqualTo(2);
          assertThat(reloads(context, "refused")).isEqualTo(1);
          assertThat(context.getBean(EventLog.class).newest())
              .filteredOn(each -> each.type().equals("reload"))
              .singleElement()
              .satisfies(each -> assertThat(each.details()).containsEntry("result", "refused"));
        });
    assertThat(output).contains("was refused, and the old one stays in force");
  }

  @Test
  void aMethodThatIsNotThereIsRefusedAsAtTheStart() {
    PROPERTIES.run(
        context -> {
          String key = "retry.methods[" + Gateway.class.getCanonicalName() + ".";
          set(context, key + "aks].max-retries=0");
          assertThatThrownBy(() -> context.getBean(Retries.class).refresh())
              .hasMessageContaining("no bean has a retryable method of that name");
          set(context, key + "ask].max-retries=0");
          context.getBean(Retries.class).refresh();
          assertThat(asks(context)).isEqualTo(1);
        });
  }

  @Test
  void whatABreakerKnowsStays() {
    PROPERTIES.run(
        context -> {
          CircuitBreakers breakers = context.getBean(CircuitBreakers.class);
          breakers.get("shop").forceOpen();
          set(context, "retry.policies.remote.max-retries=3");
          context.getBean(Retries.class).refresh();
          assertThat(breakers.get("shop").state()).isEqualTo("forced_open");
          assertThat(asks(context)).isZero();
        });
  }

  @Test
  void liveChangesStayTheLastWord() {
    PROPERTIES.run(
        context -> {
          PolicyBook book = context.getBean(PolicyBook.class);
          book.change("remote", new LiveChangeReader(null).read(Map.of("maxRetries", "0")));
          set(context, "retry.policies.remote.max-retries=3");
          context.getBean(Retries.class).refresh();
          assertThat(asks(context)).isEqualTo(1);
          book.undo("remote");
          assertThat(asks(context)).isEqualTo(4);
        });
  }

  @Test
  void aMethodWithAnotherPolicyIsCountedUnderIt() {
    PROPERTIES.run(
        context -> {
          set(
              context,
              "retry.methods[" + Gateway.class.getCanonicalName() + ".ask].policy=default");
          context.getBean(Retries.class).refresh();
          assertThat(asks(context)).isEqualTo(4);
          assertThat(context.getBean(CallSites.class).all())
              .extracting(CallSite::stats)
              .singleElement()
              .satisfies(
                  stats -> {
                    assertThat(stats.policy()).isEqualTo("default");
                    assertThat(stats.attempts()).isEqualTo(4);
                  });
        });
  }

  @Test
  void aPolicyThatIsNewCanBeUsedInCodeAndOneInUseCannotGo() {
    PROPERTIES.run(
        context -> {
          Retries retries = context.getBean(Retries.class);
          assertThatThrownBy(() -> retries.policy("late"))
              .isInstanceOf(IllegalArgumentException.class);
          set(context, "retry.policies.late.max-retries=0");
          retries.refresh();
          assertThat(retries.policy("late").call(() -> "done")).isEqualTo("done");
          set(context, "retry.policies.other.max-retries=0");
          assertThatThrownBy(retries::refresh).hasMessageContaining("late");
        });
  }

  /** As Kubernetes mounts a ConfigMap: a link to a link, of which the second is replaced. */
  @Test
  void aMountedConfigMapIsFollowed(@TempDir Path mount) throws IOException {
    version(mount, "..first", 1);
    link(mount, "..first");
    Files.createSymbolicLink(
        mount.resolve("application.yml"), Path.of("..data", "application.yml"));
    RUNNER
        .withInitializer(new ConfigDataApplicationContextInitializer())
        .withPropertyValues("retry.reload.watch=true", "spring.config.location=file:" + mount + "/")
        .run(
            context -> {
              RetryTime time = context.getBean(RetryTime.class);
              assertThat(asks(context)).isEqualTo(2);
              version(mount, "..second", 3);
              link(mount, "..second");
              time.advance(ConfigurationWatch.PACE);
              assertThat(asks(context)).as("it may not be written whole").isEqualTo(2);
              time.advance(ConfigurationWatch.PACE);
              assertThat(asks(context)).isEqualTo(4);
              version(mount, "..third", -7);
              link(mount, "..third");
              time.advance(Duration.ofMinutes(1));
              assertThat(asks(context)).isEqualTo(4);
              assertThat(reloads(context, "refused")).isEqualTo(1);
              link(mount, "..first");
              time.advance(Duration.ofMinutes(1));
              assertThat(asks(context)).isEqualTo(2);
              assertThat(reloads(context, "applied")).isEqualTo(2);
              // What Boot loaded stays as it is for everybody else.
              assertThat(context.getEnvironment().getProperty("retry.policies.remote.max-retries"))
                  .isEqualTo("1");
            });
  }

  private static void version(Path mount, String name, int retries) throws IOException {
    Path directory = Files.createDirectories(mount.resolve(name));
    Files.writeString(
        directory.resolve("application.yml"),
        "retry:\n  policies:\n    remote:\n      max-retries: " + retries + "\n");
  }

  private static void link(Path mount, String version) throws IOException {
    Path fresh = mount.resolve("..data_tmp");
    Files.createSymbolicLink(fresh, Path.of(version));
    Files.move(
        fresh,
        mount.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void withoutTheKeyNoFileIsWatched() {
    PROPERTIES.run(context -> assertThat(context).doesNotHaveBean(ConfigurationWatch.class));
  }
}
