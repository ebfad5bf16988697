package io.github.retrystarter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.Retries;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What WebFlux on a real Netty makes of the headers, and what it answers; on virtual time. */
class WebFluxIT {

  private static final String DISPOSITION = "X-Retry-Disposition";
  private static final ScriptedServer BEHIND = new ScriptedServer();

  private static ConfigurableApplicationContext context;
  private static int port;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {

    @Bean
    Time time() {
      return new VirtualTime();
    }

    @Bean
    Shop shop(Retries retries, WebClient.Builder builder) {
      return new Shop(retries, builder.build());
    }
  }

  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @RestController
  static class Shop {
    private final Retries retries;
    private final WebClient client;

    Shop(Retries retries, WebClient client) {
      this.retries = retries;
      this.client = client;
    }

    private String giveUp() {
      retries
          .policy("default")
          .run(
              () -> {
                throw new UncheckedIOException(new IOException("down"));
              });
      return "never";
    }

    private String giveUpQuietly() {
      try {
        return giveUp();
      } catch (UncheckedIOException dealtWith) {
        return "dealt with";
      }
    }

    private static String told() {
      return RetryContext.inbound().map(Object::toString).orElse("nothing");
    }

    @GetMapping("/inbound")
    String inbound() {
      return told();
    }

    @GetMapping("/later")
    Mono<String> later() {
      return Mono.fromCallable(Shop::told).subscribeOn(Schedulers.boundedElastic());
    }

    @GetMapping("/work")
    Mono<String> work() {
      return Mono.fromCallable(
              () -> {
                try {
                  return giveUp();
                } catch (UncheckedIOException failure) {
                  return RetryInfo.of(failure)
                      .map(info -> info.reason() + " " + info.attempts())
                      .orElse("?");
                }
              })
          .subscribeOn(Schedulers.boundedElastic());
    }

    @GetMapping("/onward")
    Mono<String> onward() {
      return client.get().uri(BEHIND.url()).retrieve().bodyToMono(String.class);
    }

    @GetMapping("/in-the-handler")
    String inTheHandler() {
      return giveUp();
    }

    @GetMapping("/error-page")
    Mono<String> errorPage() {
      return Mono.fromCallable(this::giveUp).subscribeOn(Schedulers.boundedElastic());
    }

    @GetMapping("/status-exception")
    Mono<String> statusException() {
      return Mono.fromCallable(this::giveUpQuietly)
          .subscribeOn(Schedulers.boundedElastic())
          .then(Mono.error(() -> new ResponseStatusException(HttpStatus.BAD_GATEWAY)));
    }

    @GetMapping("/handler")
    Mono<String> handler() {
      return Mono.fromCallable(this::giveUpQuietly)
          .subscribeOn(Schedulers.boundedElastic())
          .then(Mono.error(Broken::new));
    }

    @ExceptionHandler
    ResponseEntity<String> handle(Broken failure) {
      return ResponseEntity.status(503).body("handled");
    }

    @GetMapping("/throttled")
    Mono<ResponseEntity<String>> throttled() {
      return Mono.fromCallable(this::giveUpQuietly)
          .subscribeOn(Schedulers.boundedElastic())
          .map(ResponseEntity.status(429)::body);
    }

    @GetMapping("/dealt-with")
    Mono<String> dealtWith() {
      return Mono.fromCallable(this::giveUpQuietly).subscribeOn(Schedulers.boundedElastic());
    }

    @GetMapping("/permanent")
    Mono<String> permanent() {
      return Mono.fromCallable(
          () ->
              retries
                  .policy("default")
                  .call(
                      () -> {
                        throw new IllegalArgumentException("a bug");
                      }));
    }

    @GetMapping("/unrelated")
    Mono<String> unrelated() {
      return Mono.error(() -> new IllegalStateException("nothing to do with a call"));
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(App.class)
            .web(WebApplicationType.REACTIVE)
            .run(
                "--spring.main.banner-mode=off",
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--server.max-http-request-header-size=64KB",
                "--spring.reactor.context-propagation=auto",
                "--logging.level.org.springframework.web.server.adapter.HttpWebHandlerAdapter=off",
                "--retry.defaults.delay=1s",
                "--retry.defaults.jitter=none",
                "--retry.defaults.budget=none");
    port = Ask.port(context);
  }

  @AfterAll
  static void stop() {
    context.close();
    BEHIND.close();
    // Boot has switched it on for the whole JVM.
    Hooks.disableAutomaticContextPropagation();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/inbound", "/later"})
  void theHeadersAreThereForWhateverServesTheRequest(String path) {
    assertThat(
            Ask.get(
                    port,
                    path,
                    "X-Retry-Attempt: 2",
                    "X-Retry-Max: 3",
                    "X-Retry-Cause: http_503",
                    "X-Request-Deadline-Ms: 1500")
                .body())
        .contains("Inbound[attempt=2, maxRetries=3, cause=http_503, remaining=PT1.5S]");
    assertThat(Ask.get(port, path).body()).contains("nothing");
  }

  @Test
  void theCallersDeadlineEndsACallThatHasNone() {
    assertThat(Ask.get(port, "/work", "X-Request-Deadline-Ms: 2500").body()).contains("timeout 2");
    assertThat(Ask.get(port, "/work").body()).contains("exhausted 4");
  }

  @Test
  void itIsCarriedOnWithoutAnyRetryableCall() {
    BEHIND.answers(200);

    Ask.get(port, "/onward", "X-Request-Deadline-Ms: 1500", "X-Retry-Attempt: 2");

    assertThat(BEHIND.told(0)).isEqualTo(Map.of("x-request-deadline-ms", List.of("1500")));
  }

  @ParameterizedTest
  @CsvSource({
    "/in-the-handler, 500",
    "/error-page, 500",
    "/status-exception, 502",
    "/handler, 503",
    "/throttled, 429"
  })
  void anErrorAfterGivingUpTellsSo(String path, int status) {
    Ask.Answer answer = Ask.get(port, path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header(DISPOSITION)).containsExactly("given-up");
  }

  @ParameterizedTest
  @CsvSource({"/dealt-with, 200", "/permanent, 500", "/unrelated, 500", "/work, 200"})
  void anyOtherAnswerDoesNot(String path, int status) {
    Ask.Answer answer = Ask.get(port, path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header(DISPOSITION)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "0",
        "9223372036854775807",
        "99999999999999999999999",
        "1000000000",
        "soon",
        "",
        " ",
        "1e9",
        "1,2",
        "٣",
        "無限"
      })
  void anAbsurdValueChangesNothing(String value) {
    changesNothing(
        "X-Retry-Attempt: " + value,
        "X-Retry-Max: -" + value,
        "X-Retry-Cause: " + value + "!",
        "X-Request-Deadline-Ms: " + value);
  }

  @Test
  void tenKilobytesChangeNothing() {
    String huge = "9".repeat(10_240);
    changesNothing(
        "X-Retry-Attempt: " + huge,
        "X-Retry-Max: " + huge,
        "X-Retry-Cause: " + huge,
        "X-Request-Deadline-Ms: " + huge);
  }

  @Test
  void aSecondDeadlineCannotLengthenTheFirst() {
    assertThat(
            Ask.get(
                    port,
                    "/work",
                    "X-Request-Deadline-Ms: 2500",
                    "X-Request-Deadline-Ms: 999999999")
                .body())
        .contains("timeout 2");
  }

  private static void changesNothing(String... headers) {
    assertThat(Ask.get(port, "/later", headers).body()).contains("nothing");
    assertThat(Ask.get(port, "/work", headers).body()).contains("exhausted 4");
    assertThat(Ask.get(port, "/unrelated", headers).header(DISPOSITION)).isEmpty();
  }
}
