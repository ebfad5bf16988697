package io.github.retrystarter.woven;

import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications in classes that AspectJ's agent weaves. */
final class Woven {

  private Woven() {}

  /** Four calls, three waits. */
  static ApplicationContextRunner proxies() {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
        .withBean(Time.class, VirtualTime::new)
        .withBean(Randomness.class, () -> () -> 0.5)
        .withPropertyValues("retry.circuit-breakers.gateway.consecutive-failures=2");
  }

  static ApplicationContextRunner aspect() {
    return proxies().withPropertyValues("retry.mode=aspectj");
  }
}
