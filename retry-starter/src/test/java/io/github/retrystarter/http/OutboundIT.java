package io.github.retrystarter.http;

import static org.assertj.core.api.Assertions.assertThat;

import feign.Feign;
import feign.HeaderMap;
import feign.RequestLine;
import feign.Retryer;
import io.github.retrystarter.Retries;
import io.github.retrystarter.Retry;
import io.github.retrystarter.engine.CallScope;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What clients send, as Boot's own builders make them, to a real server; on virtual time. */
class OutboundIT {

  private static final ScriptedServer SERVER = new ScriptedServer();

  private static ConfigurableApplicationContext context;

  interface OverRest {
    @GetExchange("/")
    String get(@RequestHeader Map<String, String> headers);
  }

  interface OverWeb {
    @GetExchange("/")
    String get(@RequestHeader Map<String, String> headers);
  }

  interface OverFeign {
    @RequestLine("GET /")
    String get(@HeaderMap Map<String, Object> headers);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @ImportHttpServices(group = "rest", types = OverRest.class)
  @ImportHttpServices(group = "web", types = OverWeb.class, clientType = ClientType.WEB_CLIENT)
  static class App {

    @Bean
    Time time() {
      return new VirtualTime();
    }
  }

  /** A client: sends one request with the user's headers. */
  private record Client(String name, Sends sends) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Sends {
    @Nullable Object get(Map<String, String> headers);
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(App.class)
            .web(WebApplicationType.NONE)
            .run(
                "--spring.main.banner-mode=off",
                "--spring.http.serviceclient.rest.base-url=" + SERVER.url(),
                "--spring.http.serviceclient.web.base-url=" + SERVER.url(),
                // Apache's repeats requests by itself.
                "--spring.http.clients.imperative.factory=jdk",
                "--retry.defaults.delay=1s",
                "--retry.defaults.jitter=none",
                "--retry.defaults.budget=none",
                "--retry.policies.bounded.timeout=10s",
                "--retry.policies.short.attempt-timeout=700ms",
                "--retry.policies.endless.timeout=1h",
                "--retry.policies.endless.max-retries=-1");
  }

  @AfterAll
  static void stop() {
    context.close();
    SERVER.close();
  }

  static Stream<Client> clients() {
    RestClient rest = context.getBean(RestClient.Builder.class).build();
    RestClient intercepted =
        context
            .getBean(RestClient.Builder.class)
            .requestInterceptor((request, body, next) -> next.execute(request, body))
            .build();
    RestTemplate template = context.getBean(RestTemplateBuilder.class).build();
    WebClient web = context.getBean(WebClient.Builder.class).build();
    OverFeign feign =
        Feign.builder()
            .requestInterceptor(context.getBean(FeignHeaders.class))
            .retryer(Retryer.NEVER_RETRY)
            .target(OverFeign.class, SERVER.url());
    return Stream.of(
        new Client("RestClient", headers -> get(rest, headers)),
        new Client("RestClient with an interceptor", headers -> get(intercepted, headers)),
        new Client("RestTemplate", headers -> get(template, headers)),
        new Client("WebClient", headers -> get(web, headers).block()),
        new Client(
            "WebClient subscribed in another thread",
            headers -> elsewhere(get(web, headers), CallScope.current())),
        new Client(
            "@HttpExchange over RestClient",
            headers -> context.getBean(OverRest.class).get(headers)),
        new Client(
            "@HttpExchange over WebClient", headers -> context.getBean(OverWeb.class).get(headers)),
        new Client("Feign", headers -> feign.get(Map.copyOf(headers))));
  }

  private static @Nullable String get(RestClient client, Map<String, String> headers) {
    return client
        .get()
        .uri(SERVER.url())
        .headers(all -> headers.forEach(all::add))
        .retrieve()
        .body(String.class);
  }

  private static @Nullable String get(RestTemplate client, Map<String, String> headers) {
    HttpHeaders all = new HttpHeaders();
    headers.forEach(all::add);
    return client
        .exchange(SERVER.url(), HttpMethod.GET, new HttpEntity<>(all), String.class)
        .getBody();
  }

  private static Mono<String> get(WebClient client, Map<String, String> headers) {
    return client
        .get()
        .uri(SERVER.url())
        .headers(all -> headers.forEach(all::add))
        .retrieve()
        .bodyToMono(String.class);
  }

  private static @Nullable String elsewhere(Mono<String> answer, @Nullable Object scope) {
    return answer
        .contextWrite(context -> scope == null ? context : context.put(CallScope.KEY, scope))
        .subscribeOn(Schedulers.boundedElastic())
        .block();
  }

  @BeforeEach
  void answerAtTheThirdTry() {
    SERVER.answers(503, 429, 200);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void theFirstAttemptTellsNothingAndLaterOnesTheirNumberTheLimitAndTheCause(Client client)
      throws Exception {
    policy("default").call(() -> client.sends().get(Map.of()));

    assertThat(SERVER.count()).isEqualTo(3);
    assertThat(SERVER.told(0)).isEmpty();
    assertThat(SERVER.told(1)).isEqualTo(told("2", "3", "http_503"));
    assertThat(SERVER.told(2)).isEqualTo(told("3", "3", "http_429"));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void everyAttemptInsideADeadlineTellsTheTimeLeft(Client client) throws Exception {
    policy("bounded").call(() -> client.sends().get(Map.of()));

    assertThat(Stream.of(0, 1, 2).map(each -> SERVER.header(each, "X-Request-Deadline-Ms")))
        .containsExactly(List.of("10000"), List.of("9000"), List.of("7000"));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void aHeaderThatTheUserHasSetStays(Client client) throws Exception {
    Map<String, String> own =
        Map.of("X-Retry-Attempt", "77", "X-Retry-Cause", "mine", "x-request-deadline-ms", "5");

    policy("bounded").call(() -> client.sends().get(own));

    assertThat(SERVER.told(1))
        .isEqualTo(
            Map.of(
                "x-retry-attempt", List.of("77"),
                "x-retry-max", List.of("3"),
                "x-retry-cause", List.of("mine"),
                "x-request-deadline-ms", List.of("5")));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void outsideOfAnyCallNothingIsTold(Client client) {
    SERVER.answers(200);

    client.sends().get(Map.of());

    assertThat(SERVER.told(0)).isEmpty();
  }

  @Test
  void theAttemptsOwnLimitIsADeadlineToo() throws Exception {
    policy("short").call(() -> first().get(Map.of()));

    assertThat(Stream.of(0, 1, 2).map(each -> SERVER.header(each, "X-Request-Deadline-Ms")))
        .containsExactly(List.of("700"), List.of("700"), List.of("700"));
  }

  @Test
  void noLimitOfRetriesIsNotTold() throws Exception {
    policy("endless").call(() -> first().get(Map.of()));

    assertThat(SERVER.header(1, "X-Retry-Attempt")).containsExactly("2");
    assertThat(SERVER.header(1, "X-Retry-Max")).isEmpty();
  }

  @Test
  void aFirstAttemptInsideALaterOneTellsOfThatOne() throws Exception {
    int[] attempts = {0};
    SERVER.answers(200);
    policy("bounded")
        .call(
            () -> {
              if (attempts[0]++ == 0) {
                throw new IOException("not yet");
              }
              return policy("endless").call(() -> first().get(Map.of()));
            });

    assertThat(SERVER.count()).isEqualTo(1);
    assertThat(SERVER.told(0))
        .isEqualTo(
            Map.of(
                "x-retry-attempt", List.of("2"),
                "x-retry-max", List.of("3"),
                "x-retry-cause", List.of("io"),
                "x-request-deadline-ms", List.of("9000")));
  }

  @Test
  void afterTheCallNothingIsToldAnyMore() throws Exception {
    policy("bounded").call(() -> first().get(Map.of()));
    first().get(Map.of());

    assertThat(SERVER.told(3)).isEmpty();
  }

  /** An interceptor would have it kept in memory, and sent with its length. */
  @Test
  void aBodyIsStillStreamed() {
    SERVER.answers(200);
    RestClient client =
        context
            .getBean(RestClient.Builder.class)
            .requestFactory(new JdkClientHttpRequestFactory())
            .build();

    client
        .post()
        .uri(SERVER.url())
        .body(new InputStreamResource(new ByteArrayInputStream(new byte[100])))
        .retrieve()
        .toBodilessEntity();

    assertThat(SERVER.header(0, "Transfer-Encoding")).containsExactly("chunked");
  }

  private static Retry policy(String name) {
    return context.getBean(Retries.class).policy(name);
  }

  private static Sends first() {
    return clients().findFirst().map(Client::sends).orElseThrow();
  }

  private static Map<String, List<String>> told(String attempt, String max, String cause) {
    return Map.of(
        "x-retry-attempt", List.of(attempt),
        "x-retry-max", List.of(max),
        "x-retry-cause", List.of(cause));
  }
}
