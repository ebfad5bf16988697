package io.github.retrystarter.placement;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.context.annotation.SessionScope;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Beans of a request or a session, behind a proxy that is a bean too: each call is retried once.
 */
class WebScopesTest {

  /** Tells how often this very object was called, and never succeeds. */
  static class Cart {
    private int calls;

    @Retryable
    void pay() throws IOException {
      throw new IOException("call " + ++calls);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Carts {
    @Bean
    @RequestScope
    Cart ofRequest() {
      return new Cart();
    }

    @Bean
    @SessionScope
    Cart ofSession() {
      return new Cart();
    }
  }

  private final MockHttpSession session = new MockHttpSession();

  private void request() {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setSession(session);
    RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
  }

  @AfterEach
  void noRequest() {
    RequestContextHolder.resetRequestAttributes();
  }

  private void pays(String bean, String first, String second, String inTheNextRequest) {
    new WebApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
        .withUserConfiguration(Carts.class)
        .withBean(Time.class, RetryTime::new)
        .withPropertyValues("retry.defaults.budget=none")
        .run(
            context -> {
              Cart cart = context.getBean(bean, Cart.class);
              request();
              assertThatThrownBy(cart::pay).hasMessage(first);
              assertThatThrownBy(cart::pay).hasMessage(second);
              request();
              assertThatThrownBy(cart::pay).hasMessage(inTheNextRequest);
              CallStats stats =
                  context.getBean(StatsBook.class).of("default", "WebScopesTest.Cart.pay");
              assertThat(stats.calls(Outcome.EXHAUSTED)).isEqualTo(3);
              assertThat(stats.attempts()).isEqualTo(12);
            });
  }

  @Test
  void aBeanOfTheRequestIsRetriedInEach() {
    pays("ofRequest", "call 4", "call 8", "call 4");
  }

  @Test
  void aBeanOfTheSessionIsTheSameInTheNextRequest() {
    pays("ofSession", "call 4", "call 8", "call 12");
  }
}
