package io.github.retrystarter.benchmarks;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A proxy whose interceptor rejects every call, and does nothing else. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ThrowingApplication {

  @Bean
  Work work() {
    // One for all calls, without a stack trace: only the way back to the caller is to be paid.
    Rejection rejection = new Rejection();
    return BareProxy.of(
        new BareApplication.Plain(),
        invocation -> {
          throw rejection;
        });
  }

  private static final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Rejection() {
      super(null, null, false, false);
    }
  }
}
