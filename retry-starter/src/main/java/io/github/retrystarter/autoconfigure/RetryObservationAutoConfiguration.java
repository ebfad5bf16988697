package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.tracing.RetryObservations;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/** Retries in traces, where there is an observation registry. */
@AutoConfiguration(
    after = RetryAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RetryObservationAutoConfiguration {

  RetryObservationAutoConfiguration() {}

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static LateRegistry retryLateObservationRegistry(ObjectProvider<ObservationRegistry> registries) {
    return new LateRegistry(registries);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static RetryObservations retryObservations(ConfigurationReader.Read read, LateRegistry registry) {
    return new RetryObservations(read.observations(), registry);
  }
}
