package io.github.retrystarter.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import feign.FeignException;
import feign.Logger;
import feign.codec.Encoder;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.autoconfigure.RetryHttpAutoConfiguration;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignAutoConfiguration;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.cloud.openfeign.FeignLoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Interfaces that Spring Cloud OpenFeign implements, over real HTTP. */
@Tag("spring-cloud")
class CloudFeignIT {

  /** What each request told of the attempt: number, retries at most, cause. */
  private record Told(List<String> attempt, List<String> max, List<String> cause) {
    static Told by(Headers headers) {
      return new Told(
          headers.getOrDefault("X-retry-attempt", List.of()),
          headers.getOrDefault("X-retry-max", List.of()),
          headers.getOrDefault("X-retry-cause", List.of()));
    }

    static Told of(int attempt, String cause) {
      return new Told(List.of("" + attempt), List.of("3"), List.of(cause));
    }
  }

  private static final Told NOTHING = new Told(List.of(), List.of(), List.of());

  private final List<Told> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @FeignClient(name = "stock", url = "${stock.url}")
  interface StockClient {
    @GetMapping("/stock/{item}")
    @Retryable
    String stock(@PathVariable("item") String item);

    @GetMapping("/stock/{item}")
    String once(@PathVariable("item") String item);
  }

  @Retryable
  @FeignClient(name = "prices", url = "${stock.url}")
  interface PriceClient {
    @GetMapping("/prices/{item}")
    String price(@PathVariable("item") String item);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableFeignClients(clients = {StockClient.class, PriceClient.class})
  static class Clients {
    @Bean
    FeignLoggerFactory loggers() {
      return type -> new Logger.NoOpLogger();
    }

    @Bean
    Encoder encoder() {
      return new Encoder.Default();
    }
  }

  /** Two of three requests are answered with 503, and all for what is unknown with 404. */
  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(Told.by(exchange.getRequestHeaders()));
          String path = exchange.getRequestURI().getPath();
          byte[] body = path.getBytes(StandardCharsets.UTF_8);
          int troubled = requests.size() % 3 == 0 ? 200 : 503;
          exchange.sendResponseHeaders(path.endsWith("/unknown") ? 404 : troubled, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void with(BiConsumer<StockClient, PriceClient> test) {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                RetryAutoConfiguration.class,
                RetryHttpAutoConfiguration.class,
                HttpMessageConvertersAutoConfiguration.class,
                FeignAutoConfiguration.class))
        .withUserConfiguration(Clients.class)
        .withBean(Time.class, RetryTime::new)
        .withPropertyValues("stock.url=http://127.0.0.1:" + server.getAddress().getPort())
        .run(
            context ->
                test.accept(
                    context.getBean(StockClient.class), context.getBean(PriceClient.class)));
  }

  @Test
  void aMethodIsRetriedAndTellsTheServerOfIt() {
    with((stock, prices) -> assertThat(stock.stock("tea")).isEqualTo("/stock/tea"));
    assertThat(requests).containsExactly(NOTHING, Told.of(2, "http_503"), Told.of(3, "http_503"));
  }

  @Test
  void aMethodIsRetriedByTheAnnotationOfItsInterface() {
    with((stock, prices) -> assertThat(prices.price("tea")).isEqualTo("/prices/tea"));
    assertThat(requests).hasSize(3);
  }

  @Test
  void aMethodWithoutTheAnnotationIsCalledOnce() {
    with(
        (stock, prices) ->
            assertThatThrownBy(() -> stock.once("tea"))
                .isInstanceOf(FeignException.ServiceUnavailable.class));
    assertThat(requests).containsExactly(NOTHING);
  }

  @Test
  void whatIsNotThereIsAskedForOnce() {
    with(
        (stock, prices) ->
            assertThatThrownBy(() -> stock.stock("unknown"))
                .isInstanceOf(FeignException.NotFound.class)
                .satisfies(
                    thrown ->
                        assertThat(RetryInfo.of(thrown).orElseThrow().reason())
                            .isEqualTo("permanent")));
    assertThat(requests).containsExactly(NOTHING);
  }
}
