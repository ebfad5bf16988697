package io.github.retrystarter.benchmarks;

import io.github.resilience4j.retry.annotation.Retry;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Resilience4j's aspect; its own auto-configuration binds its meters. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Resilience4jApplication {

  @Bean
  Work work() {
    return new Annotated();
  }

  static class Annotated extends Work {

    @Override
    @Retry(name = "work")
    public Object noArguments() {
      return VALUE;
    }

    @Override
    @Retry(name = "work")
    public Object twoArguments(String text, int number) {
      return VALUE;
    }

    @Override
    @Retry(name = "work")
    public Object failsOnce() {
      return failOnce();
    }
  }
}
