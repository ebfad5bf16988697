package io.github.retrystarter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.Retries;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.springframework.web.client.RestClient;
import org.springframework.web.server.ResponseStatusException;

/** What a real Tomcat makes of the headers, and what it answers; on virtual time. */
class ServletIT {

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
    Shop shop(Retries retries, RestClient.Builder builder, Time time) {
      return new Shop(retries, builder.build(), time);
    }
  }

  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @RestController
  static class Shop {
    private final Retries retries;
    private final RestClient client;
    private final VirtualTime time;
    private final AtomicInteger calls = new AtomicInteger();
    private final ExecutorService executor =
        ContextExecutorService.wrap(
            Executors.newSingleThreadExecutor(),
            ContextSnapshotFactory.builder().build()::captureAll);

    Shop(Retries retries, RestClient client, Time time) {
      this.retries = retries;
      this.client = client;
      this.time = (VirtualTime) time;
    }

    void stop() {
      executor.shutdownNow();
    }

    /** Four attempts, one second apart: of a policy without a limit of time. */
    private void giveUp() {
      retries
          .policy("default")
          .run(
              () -> {
                calls.incrementAndGet();
                throw new UncheckedIOException(new IOException("down"));
              });
    }

    private void giveUpQuietly() {
      try {
        giveUp();
      } catch (UncheckedIOException dealtWith) {
        // what the answer is, is decided elsewhere
      }
    }

    @GetMapping("/inbound")
    String inbound() {
      return RetryContext.inbound().map(Object::toString).orElse("nothing");
    }

    @GetMapping("/inside")
    String inside() throws Exception {
      return retries.policy("default").call(this::inbound);
    }

    @GetMapping("/later")
    Callable<String> later() {
      return this::inbound;
    }

    @GetMapping("/elsewhere")
    CompletableFuture<String> elsewhere() {
      return CompletableFuture.supplyAsync(this::inbound, executor);
    }

    @GetMapping("/onward")
    String onward() {
      time.advance(Duration.ofMillis(400));
      return String.valueOf(client.get().uri(BEHIND.url()).retrieve().body(String.class));
    }

    @GetMapping("/work")
    String work() {
      return told("default");
    }

    @GetMapping("/bounded")
    String bounded() {
      return told("bounded");
    }

    /** How a call that fails for ever ended, and after how many attempts. */
    private String told(String policy) {
      try {
        retries
            .policy(policy)
            .call(
                () -> {
                  throw new IOException("down");
                });
        return "done";
      } catch (Exception failure) {
        return RetryInfo.of(failure).map(info -> info.reason() + " " + info.attempts()).orElse("?");
      }
    }

    @GetMapping("/error-page")
    void errorPage() {
      giveUp();
    }

    @GetMapping("/send-error")
    void sendError(HttpServletResponse response) throws IOException {
      giveUpQuietly();
      response.sendError(503);
    }

    @GetMapping("/status-exception")
    void statusException() {
      giveUpQuietly();
      throw new ResponseStatusException(HttpStatus.BAD_GATEWAY);
    }

    @GetMapping("/handler")
    void handler() {
      giveUpQuietly();
      throw new Broken();
    }

    @ExceptionHandler
    ResponseEntity<String> handle(Broken failure) {
      return ResponseEntity.status(503).body("handled");
    }

    @GetMapping("/throttled")
    ResponseEntity<String> throttled() {
      giveUpQuietly();
      return ResponseEntity.status(429).body("later");
    }

    @GetMapping("/no-body")
    ResponseEntity<Void> noBody() {
      giveUpQuietly();
      return ResponseEntity.status(504).build();
    }

    @GetMapping("/long-body")
    void longBody(HttpServletResponse response) throws IOException {
      giveUpQuietly();
      response.setStatus(500);
      response.getWriter().write("x".repeat(100_000));
      response.flushBuffer();
    }

    @GetMapping("/writer-first")
    void writerFirst(HttpServletResponse response) throws IOException {
      var writer = response.getWriter();
      giveUpQuietly();
      response.setStatus(500);
      writer.write("x".repeat(100_000));
    }

    @GetMapping("/callable")
    Callable<String> callable() {
      return () -> {
        giveUp();
        return "never";
      };
    }

    @GetMapping("/future")
    CompletableFuture<String> future() {
      return CompletableFuture.supplyAsync(
          () -> {
            giveUp();
            return "never";
          },
          executor);
    }

    @GetMapping("/dealt-with")
    String dealtWith() {
      giveUpQuietly();
      return "all is well";
    }

    @GetMapping("/not-found")
    ResponseEntity<String> notFound() {
      giveUpQuietly();
      return ResponseEntity.status(404).body("nothing here");
    }

    @GetMapping("/changed-mind")
    void changedMind(HttpServletResponse response) throws IOException {
      giveUpQuietly();
      response.setStatus(500);
      response.getWriter();
      response.setStatus(200);
    }

    @GetMapping("/permanent")
    void permanent() {
      retries
          .policy("default")
          .run(
              () -> {
                throw new IllegalArgumentException("a bug");
              });
    }

    @GetMapping("/unrelated")
    void unrelated() {
      throw new IllegalStateException("no retryable call had to do with it");
    }

    /** The inner call gives up twice, the outer one then succeeds; what fails is another thing. */
    @GetMapping("/recovered")
    void recovered() {
      int[] attempts = {0};
      retries
          .policy("persistent")
          .run(
              () -> {
                if (++attempts[0] < 3) {
                  giveUp();
                }
              });
      throw new IllegalStateException("after a success");
    }

    /** The inner call gives up, and the outer one can't be retried. */
    @GetMapping("/outer-permanent")
    void outerPermanent() {
      retries
          .policy("default")
          .run(
              () -> {
                giveUpQuietly();
                throw new IllegalArgumentException("a bug");
              });
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(App.class)
            .web(WebApplicationType.SERVLET)
            .run(
                "--spring.main.banner-mode=off",
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--server.max-http-request-header-size=64KB",
                "--logging.level.org.apache.catalina.core.ContainerBase=off",
                "--retry.defaults.delay=1s",
                "--retry.defaults.jitter=none",
                "--retry.defaults.budget=none",
                "--retry.policies.bounded.timeout=2500ms",
                "--retry.policies.persistent.nested=multiply");
    port = Ask.port(context);
  }

  @AfterAll
  static void stop() {
    context.getBean(Shop.class).stop();
    context.close();
    BEHIND.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/inbound", "/inside", "/later", "/elsewhere"})
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
  }

  @Test
  void withoutThemThereIsNothing() {
    assertThat(Ask.get(port, "/inbound").body()).contains("nothing");
    assertThat(RetryContext.inbound()).isEmpty();
  }

  @Test
  void theCallersDeadlineEndsACallThatHasNone() {
    // Attempts after 0 s and 1 s; the next would be after 3 s.
    assertThat(Ask.get(port, "/work", "X-Request-Deadline-Ms: 2500").body()).contains("timeout 2");
    assertThat(Ask.get(port, "/work").body()).contains("exhausted 4");
  }

  @Test
  void itCannotLengthenTheCallsOwn() {
    assertThat(Ask.get(port, "/bounded").body()).contains("timeout 2");
    assertThat(Ask.get(port, "/bounded", "X-Request-Deadline-Ms: 999999999").body())
        .contains("timeout 2");
    assertThat(Ask.get(port, "/bounded", "X-Request-Deadline-Ms: 900").body())
        .contains("timeout 1");
  }

  @Test
  void itIsCarriedOnWithoutAnyRetryableCall() {
    BEHIND.answers(200);

    Ask.get(port, "/onward", "X-Request-Deadline-Ms: 1500", "X-Retry-Attempt: 2");

    assertThat(BEHIND.told(0)).isEqualTo(Map.of("x-request-deadline-ms", List.of("1100")));
  }

  @ParameterizedTest
  @CsvSource({
    "/error-page, 500",
    "/send-error, 503",
    "/status-exception, 502",
    "/handler, 503",
    "/throttled, 429",
    "/no-body, 504",
    "/long-body, 500",
    "/writer-first, 500",
    "/callable, 500",
    "/future, 500",
    "/outer-permanent, 500"
  })
  void anErrorAfterGivingUpTellsSo(String path, int status) {
    Ask.Answer answer = Ask.get(port, path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header(DISPOSITION)).containsExactly("given-up");
  }

  @ParameterizedTest
  @CsvSource({
    "/dealt-with, 200",
    "/not-found, 404",
    "/changed-mind, 200",
    "/permanent, 500",
    "/unrelated, 500",
    "/recovered, 500",
    "/work, 200"
  })
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
        "-9223372036854775808",
        "9223372036854775807",
        "99999999999999999999999",
        "1000000000",
        "soon",
        "",
        " ",
        "1e9",
        "0x7fffffff",
        "1,2",
        "٣",
        "無限",
        "NaN",
        "Infinity",
        "1;2",
        "<b>",
        "${jndi:ldap://x}"
      })
  void anAbsurdValueChangesNothing(String value) {
    String[] headers = {
      "X-Retry-Attempt: " + value,
      "X-Retry-Max: " + value,
      "X-Retry-Cause: " + value.replaceAll("[a-z0-9]", "") + "!",
      "X-Request-Deadline-Ms: " + value
    };
    if (value.equals("0")) {
      headers[1] = "X-Retry-Max: -0";
    }
    changesNothing(headers);
  }

  @Test
  void tenKilobytesChangeNothing() {
    String huge = "9".repeat(10_240);
    changesNothing(
        "X-Retry-Attempt: " + huge,
        "X-Retry-Max: " + huge,
        "X-Retry-Cause: " + huge,
        "X-Request-Deadline-Ms: " + huge,
        "X-Retry-Disposition: given-up");
  }

  @Test
  void valuesThatAreThereTwiceCannotLengthenAnything() {
    assertThat(
            Ask.get(
                    port,
                    "/work",
                    "X-Request-Deadline-Ms: 2500",
                    "X-Request-Deadline-Ms: 999999999",
                    "X-Retry-Attempt: 2",
                    "X-Retry-Attempt: 3")
                .body())
        .contains("timeout 2");
    changesNothing("X-Retry-Attempt: 2", "X-Retry-Attempt: 3");
  }

  /** As many attempts as without the headers, and nothing but them. */
  private static void changesNothing(String... headers) {
    Shop shop = context.getBean(Shop.class);
    int before = shop.calls.get();
    assertThat(Ask.get(port, "/inbound", headers).body()).contains("nothing");
    assertThat(Ask.get(port, "/work", headers).body()).contains("exhausted 4");
    assertThat(Ask.get(port, "/bounded", headers).body()).contains("timeout 2");
    assertThat(Ask.get(port, "/unrelated", headers).header(DISPOSITION)).isEmpty();
    assertThat(shop.calls).hasValue(before);
    assertThat(Ask.get(port, "/error-page", headers).status()).isEqualTo(500);
    assertThat(shop.calls).hasValue(before + 4);
  }
}
