package io.github.retrystarter.support;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What one class logs, kept from the console, until closed. Thread-safe. */
public final class CapturedLog implements AutoCloseable {

  /** Level and message, and what was logged with it. */
  public record Line(String text, @Nullable Throwable thrown) {}

  private final Logger logger;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  public CapturedLog(Class<?> type) {
    logger = (Logger) LoggerFactory.getLogger(type);
    appender.start();
    logger.setAdditive(false);
    logger.addAppender(appender);
  }

  public List<Line> lines() {
    return List.copyOf(appender.list).stream()
        .map(
            event ->
                new Line(
                    event.getLevel() + " " + event.getFormattedMessage(),
                    event.getThrowableProxy() instanceof ThrowableProxy proxy
                        ? proxy.getThrowable()
                        : null))
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
  }
}
