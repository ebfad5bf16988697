package io.github.retrystarter.classpath;

import io.github.retrystarter.Retries;
import io.github.retrystarter.annotation.Retryable;
import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** An application that {@link SeparateClasspathsIT} starts in a JVM of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SmallApp {

  static class Service {
    private int calls;

    @Retryable
    String answer() throws IOException {
      if (++calls < 3) {
        throw new IOException("not yet");
      }
      return "annotated call " + calls;
    }
  }

  @Bean
  Service service() {
    return new Service();
  }

  public static void main(String[] args) throws Exception {
    try (ConfigurableApplicationContext context = SpringApplication.run(SmallApp.class, args)) {
      System.out.println(context.getBean(Service.class).answer());
      int[] calls = {0};
      context
          .getBean(Retries.class)
          .policy("default")
          .run(
              () -> {
                if (++calls[0] < 3) {
                  throw new IllegalStateException("not yet");
                }
              });
      System.out.println("code call " + calls[0]);
      System.out.println("endpoint " + context.containsBean("retryEndpoint"));
      System.out.println("metrics " + context.containsBean("retryMetrics"));
    }
  }
}
