package io.github.retrystarter.woven;

import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that {@link CompileTimeWeavingIT} starts in a JVM of its own. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(RetryAutoConfiguration.class)
class WovenApp {

  @Bean
  Shapes shapes() {
    return new Shapes();
  }

  public static void main(String[] args) throws Exception {
    Shapes fresh = new Shapes();
    fresh.work.failing(2);
    try (ConfigurableApplicationContext context = SpringApplication.run(WovenApp.class, args)) {
      System.out.println("a new object: " + fresh.callsHidden("tea"));
      Shapes bean = context.getBean(Shapes.class);
      try {
        bean.callsHidden("tea");
      } catch (IOException failure) {
        System.out.println("a bean: " + failure.getMessage());
      }
      Flaky.STATIC.failing(1);
      System.out.println("a static method: " + Shapes.ofTheClass("tea"));
      System.out.println("a fallback: " + new Shapes().callsWithFallback("tea"));
    }
  }
}
