package io.github.retrystarter.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Methods that make beans: a resource that is not there yet is asked for again. */
class BeanMethodsTest {

  private static int calls;

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, RetryTime::new);

  record Connection(int attempt) {}

  record Pool(Connection connection) {}

  private static Connection connect() throws IOException {
    if (++calls < 3) {
      throw new IOException("not yet");
    }
    return new Connection(calls);
  }

  @BeforeEach
  void noCallsYet() {
    calls = 0;
  }

  @Configuration
  static class Full {
    @Bean
    @Retryable
    Connection connection() throws IOException {
      return connect();
    }

    @Bean
    Pool pool() throws IOException {
      return new Pool(connection());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Lite {
    @Bean
    @Retryable
    Connection connection() throws IOException {
      return connect();
    }
  }

  @Test
  void oneOfAConfigurationClassIsRetriedAndItsBeanIsStillTheOnlyOne() {
    runner
        .withUserConfiguration(Full.class)
        .run(
            context -> {
              assertThat(context.getBean(Connection.class)).isEqualTo(new Connection(3));
              assertThat(context.getBean(Pool.class).connection())
                  .isSameAs(context.getBean(Connection.class));
            });
    assertThat(calls).isEqualTo(3);
  }

  @Test
  void soIsOneOfAClassWithoutEnhancedMethods() {
    runner
        .withUserConfiguration(Lite.class)
        .run(context -> assertThat(context.getBean(Connection.class)).isEqualTo(new Connection(3)));
    assertThat(calls).isEqualTo(3);
  }
}
