package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.metrics.PropagatedContext;
import io.micrometer.context.ContextSnapshotFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/**
 * What goes along with a call to other threads, where Micrometer's context propagation is there.
 */
@AutoConfiguration(before = RetryAutoConfiguration.class)
@ConditionalOnClass(ContextSnapshotFactory.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RetryContextAutoConfiguration {

  RetryContextAutoConfiguration() {}

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static PropagatedContext retryPropagatedContext() {
    return new PropagatedContext();
  }
}
