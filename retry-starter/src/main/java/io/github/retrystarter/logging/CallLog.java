package io.github.retrystarter.logging;

import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.event.CallListener;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.time.Time;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs retries at INFO, and calls that are given up at WARN, with the key-values {@code policy},
 * {@code method}, {@code retry_seq} (retries so far, this one too), {@code cause} (the failure's
 * kind, or {@code none}), {@code wait_ms}, {@code elapsed_ms} and, of a call that is given up,
 * {@code outcome}.
 *
 * <p>Of each method under a policy, and each level, at most one line a second; the next one has
 * {@code suppressed}, how many were left out before it. Only kinds, names and numbers: what a
 * remote system says in an exception's message can't forge a line. Thread-safe, without a lock.
 */
public final class CallLog implements CallListener {

  private static final Logger logger = LoggerFactory.getLogger(CallLog.class);

  private static final String NO_CAUSE = "none";

  private record Key(String policy, String method) {}

  private record Throttles(Throttle retries, Throttle giveUps) {}

  private final Time time;

  /** As many as there are counts of calls. */
  private final Map<Key, Throttles> throttles = new ConcurrentHashMap<>();

  /**
   * Logs nothing yet.
   *
   * @param time by which the seconds are counted
   */
  public CallLog(Time time) {
    this.time = time;
  }

  @Override
  public void retrying(RetryEvent event) {
    if (!logger.isInfoEnabled()) {
      return;
    }
    long now = time.nanos();
    long leftOut = throttles(event.policy(), event.method(), now).retries().admit(now);
    if (leftOut == Throttle.LEFT_OUT) {
      return;
    }
    String cause = cause(event);
    long wait = event.delay().toMillis();
    long elapsed = event.elapsed().toMillis();
    with(logger.atInfo(), event, event.attempt(), cause, wait, elapsed, leftOut)
        .log(
            "retry {} of {} after {}, in {} ms; {} ms since it began (policy {}){}",
            event.attempt(),
            event.method(),
            cause,
            wait,
            elapsed,
            event.policy(),
            suffix(leftOut));
  }

  @Override
  public void ended(
      CallStats stats, Outcome outcome, long nanos, @Nullable Supplier<RetryEvent> what) {
    if (what == null || outcome == Outcome.SUCCESS_AFTER_RETRY || !logger.isWarnEnabled()) {
      return;
    }
    long now = time.nanos();
    long leftOut = throttles(stats.policy(), stats.method(), now).giveUps().admit(now);
    if (leftOut == Throttle.LEFT_OUT) {
      return;
    }
    RetryEvent event = what.get();
    String cause = cause(event);
    // A call that was not let through has made no attempt at all.
    int retries = Math.max(0, event.attempt() - 1);
    long elapsed = event.elapsed().toMillis();
    with(logger.atWarn(), event, retries, cause, 0, elapsed, leftOut)
        .addKeyValue("outcome", outcome.tag())
        .log(
            "gave up {} after {} {}: {}, last failure {}; {} ms since it began (policy {}){}",
            event.method(),
            retries,
            retries == 1 ? "retry" : "retries",
            outcome.tag(),
            cause,
            elapsed,
            event.policy(),
            suffix(leftOut));
  }

  private Throttles throttles(String policy, String method, long now) {
    Key key = new Key(policy, method);
    Throttles known = throttles.get(key);
    return known != null
        ? known
        : throttles.computeIfAbsent(
            key, each -> new Throttles(new Throttle(now), new Throttle(now)));
  }

  private static String cause(RetryEvent event) {
    String kind = event.kind();
    return kind == null ? NO_CAUSE : kind;
  }

  private static LoggingEventBuilder with(
      LoggingEventBuilder line,
      RetryEvent event,
      int retries,
      String cause,
      long wait,
      long elapsed,
      long leftOut) {
    LoggingEventBuilder all =
        line.addKeyValue("policy", event.policy())
            .addKeyValue("method", event.method())
            .addKeyValue("retry_seq", retries)
            .addKeyValue("cause", cause)
            .addKeyValue("wait_ms", wait)
            .addKeyValue("elapsed_ms", elapsed);
    return leftOut == 0 ? all : all.addKeyValue("suppressed", leftOut);
  }

  private static String suffix(long leftOut) {
    return leftOut == 0 ? "" : "; left out before it: " + leftOut;
  }
}
