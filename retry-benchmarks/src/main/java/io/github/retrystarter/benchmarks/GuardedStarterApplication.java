package io.github.retrystarter.benchmarks;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.annotation.Retryable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The starter with a breaker; the budget is there by default. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class GuardedStarterApplication {

  @Bean
  Work work() {
    return new Annotated();
  }

  @Bean
  Trip trip(CircuitBreakers breakers, Work work) {
    return () -> {
      try {
        work.failsOnce();
      } catch (IllegalStateException expected) {
        // One failure opens it.
      }
      if (!breakers.get("work").state().equals("open")) {
        throw new IllegalStateException("not open");
      }
    };
  }

  static class Annotated extends Work {

    @Override
    @Retryable(delay = "1ms", circuitBreaker = "work")
    public Object noArguments() {
      return VALUE;
    }

    @Override
    @Retryable(delay = "1ms", circuitBreaker = "work")
    public Object twoArguments(String text, int number) {
      return VALUE;
    }

    @Override
    @Retryable(delay = "1ms", circuitBreaker = "work")
    public Object failsOnce() {
      return failOnce();
    }
  }
}
