package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

class ListenerBeansTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, VirtualTime::new)
          .withUserConfiguration(Config.class);

  static class Mailer {
    private int failures = 1;

    @Retryable
    void send() throws IOException {
      if (failures-- > 0) {
        throw new IOException("down");
      }
    }
  }

  /** Depends on a retryable bean itself. */
  static class MailingListener implements RetryListener {
    private final List<String> told;

    MailingListener(Mailer mailer, List<String> told) {
      assertThat(mailer).isNotNull();
      this.told = told;
    }

    @Override
    public void onRetry(RetryEvent event) {
      told.add("mailing " + event.method());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Config {
    private final List<String> told = new ArrayList<>();

    @Bean
    Mailer mailer() {
      return new Mailer();
    }

    @Bean
    @Order(2)
    RetryListener second(Mailer mailer) {
      return new MailingListener(mailer, told);
    }

    @Bean
    @Order(1)
    RetryListener first() {
      return new RetryListener() {
        @Override
        public void onRetry(RetryEvent event) {
          told.add("first " + event.method());
        }
      };
    }

    @Bean
    List<String> told() {
      return told;
    }
  }

  @Test
  void listenersMayDependOnRetryableBeansAndAreToldInTheirOrder() {
    runner.run(
        context -> {
          context.getBean(Mailer.class).send();
          assertThat(context.getBean("told"))
              .isEqualTo(
                  List.of(
                      "first ListenerBeansTest.Mailer.send",
                      "mailing ListenerBeansTest.Mailer.send"));
        });
  }

  /** Calls the retryable bean while the context still starts. */
  static class Eager {
    Eager(Mailer mailer) throws IOException {
      mailer.send();
    }
  }

  @Test
  void aCallDuringStartUpIsRetriedToo() {
    runner
        .withBean(Eager.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat((List<?>) context.getBean("told")).hasSize(2);
            });
  }

  @Test
  void closingTheContextEndsTheWaits() {
    VirtualTime time = new VirtualTime();
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
        .withBean(Time.class, () -> time)
        .run(
            context -> {
              assertThat(time.closed()).isFalse();
              context.getSourceApplicationContext().close();
              assertThat(time.closed()).isTrue();
            });
  }
}
