package io.github.retrystarter.benchmarks;

import io.github.retrystarter.annotation.Retryable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** All that a user of the starter writes. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class StarterApplication {

  @Bean
  Work work() {
    return new Annotated();
  }

  static class Annotated extends Work {

    @Override
    @Retryable(delay = "1ms")
    public Object noArguments() {
      return VALUE;
    }

    @Override
    @Retryable(delay = "1ms")
    public Object twoArguments(String text, int number) {
      return VALUE;
    }

    @Override
    @Retryable(delay = "1ms")
    public Object failsOnce() {
      return failOnce();
    }
  }
}
