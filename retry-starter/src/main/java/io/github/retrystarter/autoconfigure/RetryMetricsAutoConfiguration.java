package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.metrics.BreakerMetrics;
import io.github.retrystarter.metrics.BudgetMetrics;
import io.github.retrystarter.metrics.RetryMetrics;
import io.github.retrystarter.policy.PolicyBook;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/** The meters, where Micrometer is there. */
@AutoConfiguration(after = RetryAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RetryMetricsAutoConfiguration {

  RetryMetricsAutoConfiguration() {}

  /** Boot's metrics bind it to every registry, as they do with all binders. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static RetryMetrics retryMetrics(StatsBook book, ConfigurationReader.Read read) {
    return new RetryMetrics(book, read.timeAllCalls());
  }

  /** The book has made all budgets by then. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static BudgetMetrics retryBudgetMetrics(PolicyBook book, Budgets budgets) {
    return new BudgetMetrics(budgets);
  }

  /** The book has made all breakers by then. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static BreakerMetrics retryBreakerMetrics(PolicyBook book, Breakers breakers) {
    return new BreakerMetrics(breakers);
  }

  /** Without Boot's module for metrics nobody binds the binders, so they are bound here. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass(
      "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration")
  static class WithoutBootMetrics {

    @Bean
    SmartInitializingSingleton retryMetricsBinding(
        RetryMetrics calls,
        BudgetMetrics budgets,
        BreakerMetrics breakers,
        ObjectProvider<MeterRegistry> registries) {
      return () -> {
        List<MeterRegistry> all = registries.orderedStream().toList();
        // A composite hands everything on to its members: both would count twice.
        boolean composed = all.stream().anyMatch(CompositeMeterRegistry.class::isInstance);
        all.stream()
            .filter(each -> !composed || each instanceof CompositeMeterRegistry)
            .forEach(
                each -> {
                  calls.bindTo(each);
                  budgets.bindTo(each);
                  breakers.bindTo(each);
                });
      };
    }
  }
}
