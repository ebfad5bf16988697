package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.time.Time;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Whoever finds out that the configuration has changed, and the meters of it. */
@AutoConfiguration(after = RetryAutoConfiguration.class)
public final class RetryReloadAutoConfiguration {

  RetryReloadAutoConfiguration() {}

  @Bean
  @ConditionalOnBooleanProperty("retry.reload.watch")
  ConfigurationWatch retryConfigurationWatch(
      ConfigurableEnvironment environment, Time time, ConfigurationReload reload) {
    return new ConfigurationWatch(WatchedFiles.of(environment), time, reload::refreshIfRight);
  }

  /** Spring Cloud tells of changes: of its config server, of its own endpoints. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(EnvironmentChangeEvent.class)
  static class WithSpringCloud {

    @Bean
    ApplicationListener<EnvironmentChangeEvent> retryEnvironmentChanges(
        ConfigurationReload reload) {
      return event -> reload.refreshIfRight();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterRegistry.class)
  static class WithMicrometer {

    /** {@code retry.reloads} {result}: how many were applied, and refused. */
    @Bean
    MeterBinder retryReloadMetrics(ConfigurationReload reload) {
      return registry -> {
        FunctionCounter.builder("retry.reloads", reload, ConfigurationReload::applied)
            .description("Changed configurations")
            .tag("result", "applied")
            .register(registry);
        FunctionCounter.builder("retry.reloads", reload, ConfigurationReload::refused)
            .description("Changed configurations")
            .tag("result", "refused")
            .register(registry);
      };
    }
  }
}
