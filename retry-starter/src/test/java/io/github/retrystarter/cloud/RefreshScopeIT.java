package io.github.retrystarter.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ScopedProxyMode;

/**
 * Beans that Spring Cloud makes anew: the proxy that stays and what is behind it are both beans.
 */
@Tag("spring-cloud")
class RefreshScopeIT {

  private static final List<Integer> MADE = new ArrayList<>();

  interface Stock {
    int of(String item) throws IOException;
  }

  static class Warehouse implements Stock {
    private final AtomicInteger calls = new AtomicInteger();

    Warehouse() {
      MADE.add(MADE.size());
    }

    @Override
    @Retryable
    public int of(String item) throws IOException {
      throw new IOException(item + calls.incrementAndGet());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ByClass {
    @Bean
    @RefreshScope
    Warehouse stock() {
      return new Warehouse();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ByInterface {
    @Bean
    @RefreshScope(proxyMode = ScopedProxyMode.INTERFACES)
    Stock stock() {
      return new Warehouse();
    }
  }

  private static void isRetriedOnceBeforeAndAfterARefresh(Class<?> configuration) {
    MADE.clear();
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(RetryAutoConfiguration.class, RefreshAutoConfiguration.class))
        .withUserConfiguration(configuration)
        .withBean(Time.class, RetryTime::new)
        .withPropertyValues("retry.defaults.budget=none")
        .run(
            context -> {
              Stock stock = context.getBean("stock", Stock.class);
              assertThatThrownBy(() -> stock.of("tea")).hasMessage("tea4");
              assertThatThrownBy(() -> stock.of("tea")).hasMessage("tea8");
              context
                  .getBean(org.springframework.cloud.context.scope.refresh.RefreshScope.class)
                  .refreshAll();
              assertThatThrownBy(() -> stock.of("tea")).hasMessage("tea4");
              assertThat(MADE).hasSize(2);
              CallStats stats =
                  context.getBean(StatsBook.class).of("default", "RefreshScopeIT.Warehouse.of");
              assertThat(stats.calls(Outcome.EXHAUSTED)).isEqualTo(3);
              assertThat(stats.attempts()).isEqualTo(12);
            });
  }

  @Test
  void aBeanIsRetriedOnceBeforeAndAfterARefresh() {
    isRetriedOnceBeforeAndAfterARefresh(ByClass.class);
  }

  @Test
  void soIsOneBehindAProxyOfItsInterfaces() {
    isRetriedOnceBeforeAndAfterARefresh(ByInterface.class);
  }
}
