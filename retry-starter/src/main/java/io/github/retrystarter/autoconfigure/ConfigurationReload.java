package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.event.EventLog;
import io.github.retrystarter.policy.Change;
import io.github.retrystarter.policy.Configuration;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RetryConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again, and brings it into force: all or nothing. Thread-safe; one reload
 * comes after the other.
 */
final class ConfigurationReload {

  private static final Logger logger = LoggerFactory.getLogger(ConfigurationReload.class);
  private static final int SHOWN = 20;

  private final Supplier<ConfigurationReader.Read> reader;
  private final ConfigurationReader.Read atStart;
  private ConfigurationReader.Read newest;
  private final PolicyBook book;
  private final Function<Configuration, List<Problem>> check;
  private final EventLog events;
  private final LongAdder applied = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /**
   * Reads nothing yet.
   *
   * @param reader reads; throws where anything is wrong
   * @param atStart what was read at the start: not all of it can change later
   * @param check what else may be wrong with a configuration
   */
  ConfigurationReload(
      Supplier<ConfigurationReader.Read> reader,
      ConfigurationReader.Read atStart,
      PolicyBook book,
      Function<Configuration, List<Problem>> check,
      EventLog events) {
    this.reader = reader;
    this.atStart = atStart;
    this.newest = atStart;
    this.book = book;
    this.check = check;
    this.events = events;
  }

  /**
   * Reads it, and brings it into force where it has changed.
   *
   * @throws RetryConfigurationException if anything is wrong with it; the old one stays
   */
  synchronized void refresh() {
    ConfigurationReader.Read read;
    List<Change> changes;
    try {
      read = reader.get();
      if (read.equals(newest)) {
        return;
      }
      changes = book.reload(read.policies(), check);
    } catch (RuntimeException wrong) {
      refused.increment();
      events.changed("reload", Map.of("result", "refused"));
      logger.warn(
          "The changed configuration was refused, and the old one stays in force: {}",
          wrong.getMessage());
      throw wrong;
    }
    newest = read;
    applied.increment();
    List<String> changed = changes.stream().map(ConfigurationReload::told).limit(SHOWN).toList();
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("result", "applied");
    details.put("changed", changed);
    events.changed("reload", details);
    logger.info("The configuration was read again; changed: {}", changed);
    warnOfFixed(read);
  }

  /** As {@link #refresh}, for those whom nobody would hear: what is wrong was logged. */
  void refreshIfRight() {
    try {
      refresh();
    } catch (RuntimeException refused) {
      // The old one stays.
    }
  }

  private static String told(Change change) {
    return "%s.%s: %s → %s"
        .formatted(change.policy(), change.key().camelCase(), change.before(), change.after());
  }

  private void warnOfFixed(ConfigurationReader.Read read) {
    if (!read.fixed().equals(atStart.fixed())) {
      logger.warn(
          "retry.enabled, retry.order, retry.mode, retry.metrics, retry.observations,"
              + " retry.http, retry.health and retry.reload are read at the start only: restart the application to change them");
    }
  }

  /** How many were brought into force. */
  long applied() {
    return applied.sum();
  }

  /** How many were wrong. */
  long refused() {
    return refused.sum();
  }
}
