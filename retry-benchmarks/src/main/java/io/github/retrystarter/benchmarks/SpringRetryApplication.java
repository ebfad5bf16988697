package io.github.retrystarter.benchmarks;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.retry.annotation.Backoff;
import org.springframework.retry.annotation.EnableRetry;
import org.springframework.retry.annotation.Retryable;
import org.springframework.retry.support.MetricsRetryListener;

/** Spring Retry with its listener for metrics, which applies to all methods. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableRetry(proxyTargetClass = true)
class SpringRetryApplication {

  @Bean
  Work work() {
    return new Annotated();
  }

  @Bean
  MetricsRetryListener metricsRetryListener(MeterRegistry registry) {
    return new MetricsRetryListener(registry);
  }

  static class Annotated extends Work {

    @Override
    @Retryable(backoff = @Backoff(delay = 1))
    public Object noArguments() {
      return VALUE;
    }

    @Override
    @Retryable(backoff = @Backoff(delay = 1))
    public Object twoArguments(String text, int number) {
      return VALUE;
    }

    @Override
    @Retryable(backoff = @Backoff(delay = 1))
    public Object failsOnce() {
      return failOnce();
    }
  }
}
