package io.github.retrystarter.benchmarks;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Resilience4j's breaker without its retry: the least that its aspects can do. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BreakerOnlyApplication {

  @Bean
  Work work() {
    return new Annotated();
  }

  @Bean
  Trip trip(CircuitBreakerRegistry breakers) {
    return new GuardedResilience4jApplication().trip(breakers);
  }

  static class Annotated extends Work {

    @Override
    @CircuitBreaker(name = "work")
    public Object noArguments() {
      return VALUE;
    }

    @Override
    @CircuitBreaker(name = "work")
    public Object twoArguments(String text, int number) {
      return VALUE;
    }

    @Override
    @CircuitBreaker(name = "work")
    public Object failsOnce() {
      return failOnce();
    }
  }
}
