package io.github.retrystarter.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;

/** Three annotated beans, each of which calls the next, at a server that is really there. */
class NestedBeansIT {

  private final VirtualTime time = new VirtualTime();
  private DeadServer server;

  @BeforeEach
  void start() throws IOException {
    server = new DeadServer(1);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static class Client {
    private final RestClient http;

    Client(RestClient http) {
      this.http = http;
    }

    @Retryable
    String get() {
      return Objects.requireNonNull(http.get().retrieve().body(String.class));
    }
  }

  static class Service {
    private final Client client;

    Service(Client client) {
      this.client = client;
    }

    @Retryable
    String find() {
      return client.get();
    }

    @Retryable
    String findForOrder(String id) {
      try {
        return client.get();
      } catch (HttpServerErrorException failure) {
        throw new OrderException(id, failure);
      }
    }
  }

  static class Desk {
    private final Service service;

    Desk(Service service) {
      this.service = service;
    }

    @Retryable
    String serve() {
      return service.find();
    }

    @Retryable
    String serveOrder(String id) {
      return service.findForOrder(id);
    }

    @Retryable("multiplying")
    String insist() {
      return service.find();
    }
  }

  /** The shop's own; nobody knows its kind, so it is retried. */
  static class OrderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OrderException(String id, Throwable cause) {
      super("order " + id, cause);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Beans {
    @Bean
    Client client(RestClient http) {
      return new Client(http);
    }

    @Bean
    Service service(Client client) {
      return new Service(client);
    }

    @Bean
    Desk desk(Service service) {
      return new Desk(service);
    }
  }

  private void run(String budget, Body body) {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
        .withUserConfiguration(Beans.class)
        .withBean(Time.class, () -> time)
        .withBean(Randomness.class, () -> () -> 0.5)
        .withBean(
            RestClient.class,
            () ->
                RestClient.builder()
                    .requestFactory(new SimpleClientHttpRequestFactory())
                    .baseUrl(server.url())
                    .build())
        .withPropertyValues(
            "retry.defaults.budget=" + budget, "retry.policies.multiplying.nested=multiply")
        .run(context -> body.run(context));
  }

  private interface Body {
    void run(AssertableApplicationContext context) throws Throwable;
  }

  @Test
  void threeLayersOfFourCallsSendFourRequests() {
    run("none", context -> assertUnavailable(() -> context.getBean(Desk.class).serve()));
    assertThat(server.requests()).isEqualTo(4);
    assertThat(time.sleeps()).hasSize(3);
  }

  @Test
  void theyDoSoWhereALayerWrapsTheFailureToo() {
    run(
        "none",
        context ->
            assertThatThrownBy(() -> context.getBean(Desk.class).serveOrder("7"))
                .isInstanceOf(OrderException.class)
                .hasMessage("order 7")
                .satisfies(
                    failure ->
                        assertThat(RetryInfo.of(failure).orElseThrow().reason())
                            .isEqualTo("nested")));
    assertThat(server.requests()).isEqualTo(4);
    assertThat(time.sleeps()).hasSize(3);
  }

  @Test
  void anOuterPolicyThatMultipliesTriesTheInnerLayersAgain() {
    run("none", context -> assertUnavailable(() -> context.getBean(Desk.class).insist()));
    assertThat(server.requests()).isEqualTo(16);
  }

  @Test
  void anInnerCallThatTheBudgetEndedIsNotTriedAgainEither() {
    run(
        "default",
        context -> {
          for (int i = 0; i < 4; i++) {
            assertUnavailable(() -> context.getBean(Desk.class).serve());
          }
        });
    // Ten tokens: three calls have three retries each, and the fourth one has one.
    assertThat(server.requests()).isEqualTo(4 + 10);
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(HttpServerErrorException.ServiceUnavailable.class);
  }
}
