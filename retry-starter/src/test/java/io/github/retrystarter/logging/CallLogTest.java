package io.github.retrystarter.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.Retries;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.net.ConnectException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class CallLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(CallLog.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final VirtualTime time = new VirtualTime();
  private final long start = time.now().toEpochMilli();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, () -> time)
          .withPropertyValues(
              "retry.defaults.delay=1s",
              "retry.defaults.jitter=none",
              "retry.defaults.backoff=fixed",
              "retry.defaults.budget=none",
              "retry.policies.other.max-retries=1");

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  /** Fails so often, and then returns. */
  private static void call(Retries retries, String policy, int failures) {
    int[] calls = {0};
    try {
      String unused =
          retries
              .policy(policy)
              .call(
                  () -> {
                    if (++calls[0] <= failures) {
                      throw new ConnectException("refused\nWARN forged by 10.0.0.1");
                    }
                    return "done";
                  });
    } catch (Exception givenUp) {
      assertThat(givenUp).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void eachRetryAndTheEndOfACallThatIsGivenUpIsALineWithItsKeyValues() {
    runner.run(context -> call(context.getBean(Retries.class), "default", 4));
    assertThat(lines())
        .containsExactly(
            "INFO retry 1 of (code) after connection_refused, in 1000 ms; 0 ms since it began"
                + " (policy default)"
                + " {policy=default, method=(code), retry_seq=1, cause=connection_refused,"
                + " wait_ms=1000, elapsed_ms=0}",
            "INFO retry 2 of (code) after connection_refused, in 1000 ms; 1000 ms since it began"
                + " (policy default)"
                + " {policy=default, method=(code), retry_seq=2, cause=connection_refused,"
                + " wait_ms=1000, elapsed_ms=1000}",
            "INFO retry 3 of (code) after connection_refused, in 1000 ms; 2000 ms since it began"
                + " (policy default)"
                + " {policy=default, method=(code), retry_seq=3, cause=connection_refused,"
                + " wait_ms=1000, elapsed_ms=2000}",
            "WARN gave up (code) after 3 retries: exhausted, last failure connection_refused; 3000"
                + " ms since it began (policy default)"
                + " {policy=default, method=(code), retry_seq=3, cause=connection_refused,"
                + " wait_ms=0, elapsed_ms=3000, outcome=exhausted}");
  }

  @Test
  void aCallThatSucceedsAtOnceHasNoLineAndReadsNoClock() {
    runner.run(
        context -> {
          Retries retries = context.getBean(Retries.class);
          long before = time.readings();
          call(retries, "default", 0);
          assertThat(time.readings()).isEqualTo(before);
        });
    assertThat(log.list).isEmpty();
  }

  @Test
  void aCallThatIsHealedHasTheLineOfItsRetryAndNoMore() {
    runner.run(context -> call(context.getBean(Retries.class), "default", 1));
    assertThat(texts()).containsExactly(retry(1, 0, ""));
  }

  @Test
  void neitherTheExceptionNorItsMessageIsLogged() {
    runner.run(context -> call(context.getBean(Retries.class), "default", 4));
    assertThat(log.list).hasSize(4).allMatch(event -> event.getThrowableProxy() == null);
    assertThat(String.join("\n", lines())).doesNotContain("refused\n", "forged", "10.0.0.1");
  }

  @Test
  void theRetriesOfASecondAreOneLineAndTheNextTellsHowManyWereLeftOut() {
    runner
        .withPropertyValues("retry.defaults.delay=400ms")
        .run(context -> call(context.getBean(Retries.class), "default", 4));
    assertThat(lines())
        .containsExactly(
            "INFO retry 1 of (code) after connection_refused, in 400 ms; 0 ms since it began"
                + " (policy default)"
                + " {policy=default, method=(code), retry_seq=1, cause=connection_refused,"
                + " wait_ms=400, elapsed_ms=0}",
            "WARN gave up (code) after 3 retries: exhausted, last failure connection_refused; 1200"
                + " ms since it began (policy default)"
                + " {policy=default, method=(code), retry_seq=3, cause=connection_refused,"
                + " wait_ms=0, elapsed_ms=1200, outcome=exhausted}");
    log.list.clear();
    runner
        .withPropertyValues("retry.defaults.delay=400ms", "retry.defaults.max-retries=5")
        .run(context -> call(context.getBean(Retries.class), "default", 4));
    assertThat(lines())
        .containsExactly(
            "INFO retry 1 of (code) after connection_refused, in 400 ms; 0 ms since it began"
                + " (policy default)"
                + " {policy=default, method=(code), retry_seq=1, cause=connection_refused,"
                + " wait_ms=400, elapsed_ms=0}",
            "INFO retry 4 of (code) after connection_refused, in 400 ms; 1200 ms since it began"
                + " (policy default); left out before it: 2"
                + " {policy=default, method=(code), retry_seq=4, cause=connection_refused,"
                + " wait_ms=400, elapsed_ms=1200, suppressed=2}");
  }

  @Test
  void eachMethodUnderAPolicyHasItsOwnSecond() {
    runner
        .withPropertyValues("retry.defaults.delay=0ms", "retry.policies.other.delay=0ms")
        .run(
            context -> {
              call(context.getBean(Retries.class), "default", 2);
              call(context.getBean(Retries.class), "other", 2);
            });
    assertThat(log.list.stream().map(event -> event.getLevel() + " " + value(event, "policy")))
        .containsExactly("INFO default", "INFO other", "WARN other");
  }

  @Test
  void oneHundredThousandRetriesInTenSecondsAreTenLines() {
    runner
        .withPropertyValues(
            "retry.defaults.delay=100us",
            "retry.defaults.max-retries=10000",
            "retry.defaults.max-delay=1s")
        .run(
            context -> {
              Retries retries = context.getBean(Retries.class);
              for (int call = 0; call < 10; call++) {
                call(retries, "default", 10001);
              }
              assertThat(time.now().toEpochMilli() - start).isEqualTo(10_000);
              assertThat(retryLines()).hasSize(10);
              assertThat(leftOut()).isEqualTo(9 * 9_999);
              // One more, and none is missing.
              call(retries, "default", 1);
              assertThat(retryLines()).hasSize(11);
              assertThat(leftOut() + 11).isEqualTo(100_001);
            });
  }

  private List<ILoggingEvent> retryLines() {
    return log.list.stream().filter(event -> event.getLevel() == Level.INFO).toList();
  }

  private long leftOut() {
    return retryLines().stream()
        .map(event -> value(event, "suppressed"))
        .mapToLong(value -> "".equals(value) ? 0 : Long.parseLong(value))
        .sum();
  }

  @Test
  void aCallThatFailsForGoodHasNoRetries() {
    runner.run(
        context ->
            assertThatThrownBy(
                    () ->
                        context
                            .getBean(Retries.class)
                            .policy("default")
                            .run(
                                () -> {
                                  throw new IllegalArgumentException("wrong");
                                }))
                .isInstanceOf(IllegalArgumentException.class));
    assertThat(texts())
        .containsExactly(
            "WARN gave up (code) after 0 retries: permanent, last failure programming; 0 ms since"
                + " it began (policy default)");
  }

  @Test
  void aCallThatAnOpenBreakerTurnsAwayHasNoRetries() {
    runner
        .withPropertyValues(
            "retry.circuit-breakers.gateway.mode=enforce", "retry.defaults.circuit-breaker=gateway")
        .run(
            context -> {
              context.getBean(CircuitBreakers.class).get("gateway").forceOpen();
              assertThatThrownBy(
                      () -> context.getBean(Retries.class).policy("default").run(() -> {}))
                  .isInstanceOf(CircuitOpenException.class);
            });
    assertThat(lines())
        .containsExactly(
            "WARN gave up (code) after 0 retries: circuit_open, last failure circuit_open; 0 ms"
                + " since it began (policy default)"
                + " {policy=default, method=(code), retry_seq=0, cause=circuit_open, wait_ms=0,"
                + " elapsed_ms=0, outcome=circuit_open}");
  }

  @Test
  void aCallThatIsCancelledBeforeItsFirstFailureHasNoCause() {
    runner.run(
        context ->
            context
                .getBean(Retries.class)
                .policy("default")
                .callAsync(() -> new CompletableFuture<String>())
                .cancel(true));
    assertThat(lines())
        .containsExactly(
            "WARN gave up (code) after 0 retries: cancelled, last failure none; 0 ms since it"
                + " began (policy default)"
                + " {policy=default, method=(code), retry_seq=0, cause=none, wait_ms=0,"
                + " elapsed_ms=0, outcome=cancelled}");
  }

  @Test
  void whatIsSwitchedOffIsNotCountedAsLeftOut() {
    runner.run(
        context -> {
          Retries retries = context.getBean(Retries.class);
          call(retries, "default", 1);
          logger.setLevel(Level.WARN);
          call(retries, "default", 3);
          logger.setLevel(Level.INFO);
          call(retries, "default", 1);
        });
    assertThat(texts()).containsExactly(retry(1, 0, ""), retry(1, 0, ""));
  }

  private static String retry(int retry, int elapsed, String more) {
    return "INFO retry %d of (code) after connection_refused, in 1000 ms; %d ms since it began"
            .formatted(retry, elapsed)
        + " (policy default)"
        + more;
  }

  private List<String> texts() {
    return log.list.stream().map(CallLogTest::text).toList();
  }

  private List<String> lines() {
    return log.list.stream()
        .map(
            event ->
                text(event)
                    + event.getKeyValuePairs().stream()
                        .map(pair -> pair.key + "=" + pair.value)
                        .collect(Collectors.joining(", ", " {", "}")))
        .toList();
  }

  private static String text(ILoggingEvent event) {
    return event.getLevel() + " " + event.getFormattedMessage();
  }

  private static String value(ILoggingEvent event, String key) {
    return event.getKeyValuePairs().stream()
        .filter(pair -> pair.key.equals(key))
        .map(pair -> Objects.toString(pair.value))
        .findFirst()
        .orElse("");
  }
}
