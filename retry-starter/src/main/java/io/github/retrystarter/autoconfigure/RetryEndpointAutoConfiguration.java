package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.actuate.ChangeReader;
import io.github.retrystarter.actuate.RetryEndpoint;
import io.github.retrystarter.actuate.WholeBody;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.engine.CallSites;
import io.github.retrystarter.event.EventLog;
import io.github.retrystarter.policy.PolicyBook;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code retry}, where Actuator is there. */
@AutoConfiguration(after = RetryAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(RetryEndpoint.class)
public final class RetryEndpointAutoConfiguration {

  RetryEndpointAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
  RetryEndpoint retryEndpoint(
      PolicyBook book,
      CallSites sites,
      Breakers breakers,
      Budgets budgets,
      ChangeReader reader,
      EventLog events) {
    return new RetryEndpoint(book, sites, breakers, budgets, reader, events);
  }

  @Bean
  WholeBody retryEndpointBody() {
    return new WholeBody();
  }
}
