package io.github.retrystarter.benchmarks;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;

/** Spring Framework 7's own retries; they have no metrics. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableResilientMethods
class SpringFrameworkApplication {

  @Bean
  Work work() {
    return new Annotated();
  }

  static class Annotated extends Work {

    @Override
    @Retryable(delay = 1)
    public Object noArguments() {
      return VALUE;
    }

    @Override
    @Retryable(delay = 1)
    public Object twoArguments(String text, int number) {
      return VALUE;
    }

    @Override
    @Retryable(delay = 1)
    public Object failsOnce() {
      return failOnce();
    }
  }
}
