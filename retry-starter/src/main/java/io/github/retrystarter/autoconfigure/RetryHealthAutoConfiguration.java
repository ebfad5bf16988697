package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.actuate.CircuitBreakersHealthIndicator;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.policy.PolicyBook;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health indicator {@code circuitBreakers}, where Boot's health is there. */
@AutoConfiguration(after = RetryAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("circuitbreakers")
public final class RetryHealthAutoConfiguration {

  RetryHealthAutoConfiguration() {}

  /** The book has made all breakers by then. */
  @Bean
  @ConditionalOnMissingBean(name = "circuitBreakersHealthIndicator")
  CircuitBreakersHealthIndicator circuitBreakersHealthIndicator(
      PolicyBook book, Breakers breakers, ConfigurationReader.Read read) {
    return new CircuitBreakersHealthIndicator(breakers, read.openStatus());
  }
}
