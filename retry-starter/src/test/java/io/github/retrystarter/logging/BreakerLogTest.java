package io.github.retrystarter.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.retrystarter.CircuitBreaker;
import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class BreakerLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(BreakerLog.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  @Test
  void eachChangeIsAWarningWithItsKeyValues() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
        .withPropertyValues("retry.circuit-breakers.gateway.mode=enforce")
        .run(
            context -> {
              CircuitBreaker gateway = context.getBean(CircuitBreakers.class).get("gateway");
              gateway.forceOpen();
              gateway.close();
            });
    assertThat(log.list).allMatch(event -> event.getLevel() == Level.WARN);
    assertThat(log.list.stream().map(BreakerLogTest::told))
        .containsExactly(
            "circuit breaker gateway was closed and is forced_open"
                + " {circuit_breaker=gateway, from=closed, to=forced_open}",
            "circuit breaker gateway was forced_open and is closed"
                + " {circuit_breaker=gateway, from=forced_open, to=closed}");
  }

  private static String told(ILoggingEvent event) {
    return event.getFormattedMessage()
        + event.getKeyValuePairs().stream()
            .map(pair -> pair.key + "=" + pair.value)
            .collect(Collectors.joining(", ", " {", "}"));
  }
}
