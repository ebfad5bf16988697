package io.github.retrystarter.platform;

import io.github.retrystarter.annotation.Retryable;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application that {@link Restarts} starts again and again, each time loaded anew: it starts,
 * has calls retried in each way that leaves something behind, and closes.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class RestartedApp implements Callable<String> {

  static class Service {
    private int calls;

    @Retryable(fallback = "other")
    String answer() throws IOException {
      if (++calls % 3 != 0) {
        throw new OwnFailure();
      }
      return "call " + calls;
    }

    @Retryable(maxRetries = 0, attemptTimeout = "10s", circuitBreaker = "breaker")
    String timed() {
      return "timed";
    }

    @Retryable(delay = "0s", maxDelay = "0s", fallback = "other")
    String broken() throws IOException {
      throw new OwnFailure();
    }

    String other(Throwable failure) {
      return "other";
    }
  }

  static class OwnFailure extends IOException {
    private static final long serialVersionUID = 1L;
  }

  @Bean
  Service service() {
    return new Service();
  }

  @Override
  public String call() throws Exception {
    SpringApplication application = new SpringApplication(RestartedApp.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setRegisterShutdownHook(false);
    application.setLogStartupInfo(false);
    try (ConfigurableApplicationContext context =
        application.run(
            "--retry.defaults.delay=1ms",
            "--retry.circuit-breakers.breaker.consecutive-failures=3",
            "--spring.jmx.enabled=false")) {
      Service service = context.getBean(Service.class);
      return service.answer() + ", " + service.timed() + ", " + service.broken();
    }
  }
}
