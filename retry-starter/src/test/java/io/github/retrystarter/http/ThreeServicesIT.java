package io.github.retrystarter.http;

import static org.assertj.core.api.Assertions.assertThat;

import feign.Feign;
import feign.RequestInterceptor;
import feign.RequestLine;
import feign.Retryer;
import io.github.retrystarter.annotation.Retryable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Three services on three ports, A calls B calls C, and what C does fails: each retries three
 * times, as it does by default.
 */
class ThreeServicesIT {

  enum Library {
    REST_CLIENT,
    WEB_CLIENT,
    FEIGN
  }

  interface Get {
    @RequestLine("GET /")
    @Nullable String get() throws IOException;
  }

  /** One of the three: without a next one, it is the last. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Service {

    @Bean
    Get next(
        Environment environment,
        RestClient.Builder rest,
        WebClient.Builder web,
        ObjectProvider<RequestInterceptor> feign) {
      String url = environment.getProperty("next");
      if (url == null) {
        return () -> {
          throw new IOException("out of order");
        };
      }
      return switch (environment.getRequiredProperty("library", Library.class)) {
        case REST_CLIENT -> () -> rest.build().get().uri(url).retrieve().body(String.class);
        case WEB_CLIENT ->
            () -> web.build().get().uri(url).retrieve().bodyToMono(String.class).block();
        case FEIGN ->
            Feign.builder()
                .requestInterceptors(feign)
                .retryer(Retryer.NEVER_RETRY)
                .target(Get.class, url);
      };
    }

    @Bean
    Work work(Get next) {
      return new Work(next);
    }

    @Bean
    Api api(Work work) {
      return new Api(work);
    }
  }

  static class Work {
    private final Get next;
    private final AtomicInteger calls = new AtomicInteger();

    Work(Get next) {
      this.next = next;
    }

    @Retryable
    @Nullable String call() throws IOException {
      calls.incrementAndGet();
      return next.get();
    }

    AtomicInteger calls() {
      return calls;
    }
  }

  @RestController
  static class Api {
    private final Work work;
    private final AtomicInteger requests = new AtomicInteger();

    Api(Work work) {
      this.work = work;
    }

    @GetMapping("/")
    @Nullable String get() throws IOException {
      requests.incrementAndGet();
      return work.call();
    }

    int requests() {
      return requests.get();
    }
  }

  private final List<ConfigurableApplicationContext> services = new ArrayList<>();

  @AfterEach
  void stop() {
    services.forEach(ConfigurableApplicationContext::close);
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void theLastMakesFourCallsAndNotSixtyFour(Library library) {
    int first = startAll(library);

    Ask.Answer answer = Ask.get(first, "/");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.header("X-Retry-Disposition")).containsExactly("given-up");
    assertThat(requests()).containsExactly(1, 1, 1);
    assertThat(calls()).containsExactly(1, 1, 4);
  }

  /** So it is the header that makes the difference. */
  @Test
  void whereLayersMayMultiplyItIsSixtyFour() {
    int first =
        startAll(
            Library.REST_CLIENT,
            "--retry.defaults.nested=multiply",
            "--retry.defaults.budget=none");

    assertThat(Ask.get(first, "/").status()).isEqualTo(500);
    assertThat(requests()).containsExactly(1, 4, 16);
    assertThat(calls()).containsExactly(4, 16, 64);
  }

  @Test
  void withoutTheHeadersItIsSixtyFourToo() {
    int first =
        startAll(Library.REST_CLIENT, "--retry.http.enabled=false", "--retry.defaults.budget=none");

    assertThat(Ask.get(first, "/").header("X-Retry-Disposition")).isEmpty();
    assertThat(calls()).containsExactly(4, 16, 64);
  }

  @Test
  void anotherNameThatAllAgreeOnDoesTheSame() {
    int first = startAll(Library.REST_CLIENT, "--retry.http.headers.disposition=Our-Disposition");

    Ask.Answer answer = Ask.get(first, "/");

    assertThat(answer.header("Our-Disposition")).containsExactly("given-up");
    assertThat(answer.header("X-Retry-Disposition")).isEmpty();
    assertThat(calls()).containsExactly(1, 1, 4);
  }

  /** Starts C, B and A, so that each knows the port of the next; returns A's. */
  private int startAll(Library library, String... more) {
    int c = start(more, "--library=" + library);
    int b = start(more, "--library=" + library, "--next=http://127.0.0.1:" + c + "/");
    return start(more, "--library=" + library, "--next=http://127.0.0.1:" + b + "/");
  }

  private int start(String[] more, String... own) {
    List<String> arguments = new ArrayList<>(List.of(own));
    arguments.addAll(List.of(more));
    arguments.addAll(
        List.of(
            "--spring.main.banner-mode=off",
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--logging.level.org.apache.catalina.core.ContainerBase=off",
            // Apache's repeats requests by itself.
            "--spring.http.clients.imperative.factory=jdk",
            "--retry.defaults.delay=1ms",
            "--retry.defaults.jitter=none"));
    ConfigurableApplicationContext service =
        new SpringApplicationBuilder(Service.class)
            .web(WebApplicationType.SERVLET)
            .run(arguments.toArray(String[]::new));
    services.add(0, service);
    return Ask.port(service);
  }

  /** Of A, B and C. */
  private List<Integer> requests() {
    return services.stream().map(each -> each.getBean(Api.class).requests()).toList();
  }

  private List<Integer> calls() {
    return services.stream().map(each -> each.getBean(Work.class).calls().get()).toList();
  }
}
