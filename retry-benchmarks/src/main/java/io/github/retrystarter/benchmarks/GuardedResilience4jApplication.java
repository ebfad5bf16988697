package io.github.retrystarter.benchmarks;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Resilience4j's retry around its breaker, as its aspects are ordered by default. Its retry is told
 * not to retry what the breaker rejects, or each rejected call would be three with waits between.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class GuardedResilience4jApplication {

  @Bean
  Work work() {
    return new Annotated();
  }

  @Bean
  Trip trip(CircuitBreakerRegistry breakers) {
    return () -> {
      breakers.circuitBreaker("work").transitionToOpenState();
      if (breakers.circuitBreaker("work").getState() != State.OPEN) {
        throw new IllegalStateException("not open");
      }
    };
  }

  static class Annotated extends Work {

    @Override
    @Retry(name = "work")
    @CircuitBreaker(name = "work")
    public Object noArguments() {
      return VALUE;
    }

    @Override
    @Retry(name = "work")
    @CircuitBreaker(name = "work")
    public Object twoArguments(String text, int number) {
      return VALUE;
    }

    @Override
    @Retry(name = "work")
    @CircuitBreaker(name = "work")
    public Object failsOnce() {
      return failOnce();
    }
  }
}
