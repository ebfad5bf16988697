package io.github.retrystarter.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.budget.RetryBudget;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;

/**
 * A thousand callers at once at a server that answers 503 to everything, in an application that has
 * configured nothing: without a budget they would send it three or four thousand requests.
 */
@Timeout(60)
class DeadServerIT {

  private static final int CALLERS = 1_000;
  private static final int TOKENS = 10;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    Orders orders(Environment environment) {
      return new Orders(environment.getRequiredProperty("server-url"));
    }
  }

  static class Orders {
    private final RestClient client;

    Orders(String url) {
      // A connection for each call: a pool would let only a few of the callers through at a time.
      client =
          RestClient.builder()
              .requestFactory(new SimpleClientHttpRequestFactory())
              .baseUrl(url)
              .build();
    }

    @Retryable
    String find() {
      return Objects.requireNonNull(client.get().retrieve().body(String.class));
    }
  }

  @Test
  void aDeadServerGetsOneRequestForEachCallerAndTenRetriesInAll() throws Exception {
    try (DeadServer server = new DeadServer(CALLERS);
        ConfigurableApplicationContext context = start(server)) {
      Orders orders = context.getBean(Orders.class);

      assertThat(atOnce(orders::find)).hasSize(CALLERS).containsOnly("503");

      assertThat(server.requests()).isEqualTo(CALLERS + TOKENS);
      MeterRegistry meters = context.getBean(MeterRegistry.class);
      Map<String, Integer> attempts = counts(meters, "retry.attempts", "attempt", "result");
      assertThat(attempts).containsEntry("1 http_503", CALLERS);
      // Everything that reached the server is counted, and nothing else.
      assertThat(sum(attempts)).isEqualTo(CALLERS + TOKENS);
      Map<String, Integer> calls = counts(meters, "retry.calls", "outcome");
      assertThat(calls.keySet()).isSubsetOf("budget", "exhausted");
      assertThat(sum(calls)).isEqualTo(CALLERS);
      assertThat(meters.get("retry.duration").timers().stream().mapToLong(Timer::count).sum())
          .isEqualTo(CALLERS);
      assertThat(meters.get("retry.wait").timer().count()).isEqualTo(TOKENS);
      // No token is lost, and none is there twice: as many are gone as retries were made.
      RetryBudget budget = Objects.requireNonNull(context.getBean(Budgets.class).find("default"));
      assertThat(budget.available()).isZero();
      assertThat(budget.denied()).isEqualTo(calls.getOrDefault("budget", 0).longValue());
    }
  }

  private static ConfigurableApplicationContext start(DeadServer server) {
    return new SpringApplicationBuilder(App.class)
        .web(WebApplicationType.NONE)
        .properties("spring.main.banner-mode=off", "server-url=" + server.url())
        .run();
  }

  /** The status that each caller ends with; all begin at the same moment. */
  private static List<String> atOnce(Callable<String> call) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    CountDownLatch ready = new CountDownLatch(CALLERS);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        results.add(
            callers.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  try {
                    return call.call();
                  } catch (HttpServerErrorException failure) {
                    return Integer.toString(failure.getStatusCode().value());
                  }
                }));
      }
      List<String> answers = new ArrayList<>();
      for (Future<String> each : results) {
        answers.add(each.get(50, TimeUnit.SECONDS));
      }
      return answers;
    } finally {
      callers.shutdownNow();
    }
  }

  /** By the tags' values; what is zero is left out. */
  private static Map<String, Integer> counts(MeterRegistry meters, String name, String... tags) {
    Map<String, Integer> counts = new TreeMap<>();
    for (FunctionCounter each : meters.get(name).functionCounters()) {
      if (each.count() != 0) {
        List<String> values = new ArrayList<>();
        for (String tag : tags) {
          values.add(String.valueOf(each.getId().getTag(tag)));
        }
        counts.put(String.join(" ", values), (int) each.count());
      }
    }
    return counts;
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
