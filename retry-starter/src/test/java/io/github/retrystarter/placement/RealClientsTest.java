package io.github.retrystarter.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import feign.Feign;
import feign.FeignException;
import feign.RequestLine;
import feign.Retryer;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.data.annotation.Id;
import org.springframework.data.keyvalue.core.KeyValueTemplate;
import org.springframework.data.keyvalue.repository.KeyValueRepository;
import org.springframework.data.map.MapKeyValueAdapter;
import org.springframework.data.map.repository.config.EnableMapRepositories;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

/** Interfaces that a library implements, over real HTTP. */
class RealClientsTest {

  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, RetryTime::new)
          .withPropertyValues("retry.defaults.budget=none");

  /** Two of three requests are answered with 503. */
  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "stock 7".getBytes(StandardCharsets.UTF_8);
          boolean up = requests.incrementAndGet() % 3 == 0;
          exchange.sendResponseHeaders(up ? 200 : 503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  interface StockClient {
    @GetExchange("/stock")
    @Retryable
    String stock();

    @GetExchange("/stock")
    String once();
  }

  @Configuration(proxyBeanMethods = false)
  @ImportHttpServices(types = StockClient.class)
  static class HttpServices {
    @Bean
    RestClientHttpServiceGroupConfigurer baseUrl(Environment environment) {
      return groups ->
          groups.forEachClient(
              (group, client) ->
                  client
                      .baseUrl(environment.getRequiredProperty("url"))
                      // Apache's client would retry a 503 of its own accord.
                      .requestFactory(new JdkClientHttpRequestFactory()));
    }
  }

  @Test
  void anHttpServiceIsRetried() {
    runner
        .withUserConfiguration(HttpServices.class)
        .withPropertyValues("url=" + url())
        .run(
            context -> {
              assertThat(context.getBean(StockClient.class).stock()).isEqualTo("stock 7");
              assertThat(requests).hasValue(3);
            });
  }

  @Test
  void itsMethodWithoutTheAnnotationIsNot() {
    runner
        .withUserConfiguration(HttpServices.class)
        .withPropertyValues("url=" + url())
        .run(
            context -> {
              assertThatThrownBy(() -> context.getBean(StockClient.class).once())
                  .isInstanceOf(HttpServerErrorException.ServiceUnavailable.class);
              assertThat(requests).hasValue(1);
            });
  }

  @Retryable(maxRetries = 1)
  interface FeignClient {
    @RequestLine("GET /stock")
    String stock();
  }

  @Test
  void aFeignClientIsRetriedAndGivesUpWithFeignsOwnException() {
    runner
        .withBean(
            FeignClient.class,
            () -> Feign.builder().retryer(Retryer.NEVER_RETRY).target(FeignClient.class, url()))
        .run(
            context -> {
              assertThatThrownBy(() -> context.getBean(FeignClient.class).stock())
                  .isInstanceOf(FeignException.ServiceUnavailable.class)
                  .satisfies(
                      thrown ->
                          assertThat(RetryInfo.of(thrown).orElseThrow().kinds())
                              .containsExactly("http_503", "http_503"));
              assertThat(requests).hasValue(2);
            });
  }

  record Item(@Id String id, int units) {}

  interface Items extends KeyValueRepository<Item, String> {
    @Retryable
    @Override
    Optional<Item> findById(String id);

    @Retryable(maxRetries = 0, fallback = "none")
    @Override
    boolean existsById(String id);

    default boolean none(String id, TransientDataAccessResourceException away) {
      return false;
    }
  }

  /** A store that is away for two of three readings. */
  static final class FlakyStore extends MapKeyValueAdapter {
    private int readings;

    @Override
    public <T> @Nullable T get(Object id, String keyspace, Class<T> type) {
      if (++readings % 3 != 0) {
        throw new TransientDataAccessResourceException("away");
      }
      return super.get(id, keyspace, type);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableMapRepositories(considerNestedRepositories = true, basePackageClasses = Items.class)
  static class Repositories {
    @Bean
    FlakyStore store() {
      return new FlakyStore();
    }

    @Bean
    KeyValueTemplate mapKeyValueTemplate(FlakyStore store) {
      return new KeyValueTemplate(store);
    }
  }

  @Test
  void aMethodOfASpringDataRepositoryIsRetried() {
    runner
        .withUserConfiguration(Repositories.class)
        .run(
            context -> {
              Items items = context.getBean(Items.class);
              items.save(new Item("tea", 7));
              assertThat(items.findById("tea")).contains(new Item("tea", 7));
              assertThat(context.getBean(FlakyStore.class).readings).isEqualTo(3);
            });
  }

  /** Behind the proxy stands a class of Spring Data's, which does not have the method. */
  @Test
  void aDefaultMethodOfARepositoryIsItsFallback() {
    runner
        .withUserConfiguration(Repositories.class)
        .run(
            context -> {
              assertThat(context.getBean(Items.class).existsById("tea")).isFalse();
              assertThat(context.getBean(FlakyStore.class).readings).isEqualTo(1);
            });
  }
}
