package io.github.retrystarter.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.Retries;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A context that is stopped for a while, as for a checkpoint (CRaC), or for good. What should end
 * at once would otherwise take an hour, and the time limit of the tests fails it.
 */
@Timeout(60)
class StopAndStartTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withUserConfiguration(App.class)
          .withPropertyValues(
              "retry.defaults.delay=2h",
              "retry.defaults.max-delay=2h",
              "retry.defaults.jitter=none");

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(RetryAutoConfiguration.class)
  static class App {}

  private static Throwable giveUp(Retries retries) {
    return Objects.requireNonNull(
        catchThrowable(
            () ->
                retries
                    .policy("default")
                    .call(
                        () -> {
                          throw new IOException("down");
                        })));
  }

  private static String reason(Throwable failure) {
    return RetryInfo.of(failure).orElseThrow().reason();
  }

  /** Tells that a call is about to wait. */
  private static RetryListener waits(CountDownLatch latch) {
    return new RetryListener() {
      @Override
      public void onRetry(RetryEvent event) {
        latch.countDown();
      }
    };
  }

  @Test
  void aStopEndsAWaitAndNoneBeginsUntilTheStart() {
    CountDownLatch waiting = new CountDownLatch(1);
    runner
        .withBean(RetryListener.class, () -> waits(waiting))
        .run(
            context -> {
              Retries retries = context.getBean(Retries.class);
              CompletableFuture<Throwable> call =
                  CompletableFuture.supplyAsync(() -> giveUp(retries));
              waiting.await();
              context.stop();
              assertThat(reason(call.join())).isEqualTo("shutdown");
              assertThat(reason(giveUp(retries))).isEqualTo("shutdown");
            });
  }

  @Test
  void afterTheNextStartCallsWaitAgain() {
    runner
        .withBean(Time.class, RetryTime::new)
        .run(
            context -> {
              Retries retries = context.getBean(Retries.class);
              for (int round = 0; round < 3; round++) {
                context.stop();
                assertThat(reason(giveUp(retries))).isEqualTo("shutdown");
                context.start();
                assertThat(reason(giveUp(retries))).isEqualTo("exhausted");
              }
            });
  }

  @Test
  void inAPauseCallsAreStillRetried() {
    runner
        .withBean(Time.class, RetryTime::new)
        .run(
            context -> {
              Retries retries = context.getBean(Retries.class);
              ConfigurableApplicationContext own = context.getSourceApplicationContext();
              own.pause();
              assertThat(reason(giveUp(retries))).isEqualTo("exhausted");
              own.restart();
              assertThat(reason(giveUp(retries))).isEqualTo("exhausted");
            });
  }

  /** Starts and stops with the servers: after almost nothing, before almost everything. */
  static class Server implements SmartLifecycle {
    private final Time time;
    private final List<String> seen;
    private boolean running;

    Server(Time time, List<String> seen) {
      this.time = time;
      this.seen = seen;
    }

    @Override
    public int getPhase() {
      return Integer.MAX_VALUE - 1;
    }

    @Override
    public void start() {
      running = true;
      seen.add("starts, closed " + time.closed());
    }

    @Override
    public void stop() {
      running = false;
      seen.add("stops, closed " + time.closed());
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }

  /** Before almost everything, and after it. */
  static final class Database extends Server {
    Database(Time time, List<String> seen) {
      super(time, seen);
    }

    @Override
    public int getPhase() {
      return Integer.MIN_VALUE + 1;
    }
  }

  @Test
  void whateverStopsFindsTheWaitsEndedAndWhateverStartsCanWait() {
    RetryTime time = new RetryTime();
    List<String> seen = new ArrayList<>();
    runner
        .withBean(Time.class, () -> time)
        .withBean("server", Server.class, () -> new Server(time, seen))
        .withBean("database", Database.class, () -> new Database(time, seen))
        .run(
            context -> {
              seen.clear();
              context.stop();
              context.start();
              assertThat(seen)
                  .containsExactly(
                      "stops, closed true",
                      "stops, closed true",
                      "starts, closed false",
                      "starts, closed false");
            });
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @RestController
  static class WebApp {
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final Retries retries;

    WebApp(Retries retries) {
      this.retries = retries;
    }

    @Bean
    RetryListener listener() {
      return waits(waiting);
    }

    @GetMapping("/")
    String call() {
      return reason(giveUp(retries));
    }
  }

  static List<Arguments> ends() {
    return List.of(
        Arguments.of(
            Named.<Consumer<ConfigurableApplicationContext>>of("stop", each -> each.stop())),
        Arguments.of(
            Named.<Consumer<ConfigurableApplicationContext>>of("close", each -> each.close())));
  }

  /** The server would wait five minutes for the request. */
  @ParameterizedTest
  @MethodSource("ends")
  void aGracefulShutdownIsNotHeldUpAndTheRequestIsAnswered(
      Consumer<ConfigurableApplicationContext> end) throws Exception {
    SpringApplication application = new SpringApplication(WebApp.class);
    application.setRegisterShutdownHook(false);
    try (ConfigurableApplicationContext context =
        application.run(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--server.shutdown=graceful",
            "--spring.lifecycle.timeout-per-shutdown-phase=5m",
            "--spring.main.banner-mode=off",
            "--retry.defaults.delay=2h",
            "--retry.defaults.max-delay=2h",
            "--retry.defaults.jitter=none")) {
      int port =
          Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
      CompletableFuture<HttpResponse<String>> answer =
          HttpClient.newHttpClient()
              .sendAsync(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
                  HttpResponse.BodyHandlers.ofString());
      context.getBean(WebApp.class).waiting.await();
      end.accept(context);
      assertThat(answer.join().body()).isEqualTo("shutdown");
    }
  }
}
