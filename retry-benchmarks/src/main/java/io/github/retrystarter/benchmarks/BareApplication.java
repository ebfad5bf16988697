package io.github.retrystarter.benchmarks;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The bare proxy as a bean, so that its JVM has done what the others' have. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BareApplication {

  @Bean
  Work work() {
    return BareProxy.of(new Plain());
  }

  static class Plain extends Work {

    @Override
    public Object noArguments() {
      return VALUE;
    }

    @Override
    public Object twoArguments(String text, int number) {
      return VALUE;
    }

    @Override
    public Object failsOnce() {
      return failOnce();
    }
  }
}
