package io.github.retrystarter.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.event.EventLog.Happening;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people see of the last events. */
class EventLogTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final CallStats STATS = new StatsBook().of("remote", "Gateway.pay");

  private final EventLog log = new EventLog(InstantSource.fixed(NOW));

  private static RetryEvent event(int attempt) {
    return new RetryEvent(
        "remote",
        "Gateway.pay",
        attempt,
        new IOException("secret"),
        "io",
        null,
        Duration.ofMillis(100),
        Duration.ofMillis(250));
  }

  @Test
  void aRetryAndTheGivingUpAreToldInKindsAndNumbers() {
    log.retrying(event(1));
    log.ended(STATS, Outcome.EXHAUSTED, 250_000_000, () -> event(2));
    List<Happening> newest = log.newest();
    assertThat(newest).extracting(Happening::type).containsExactly("give_up", "retry");
    assertThat(newest.get(0).details())
        .containsExactly(
            Map.entry("policy", "remote"),
            Map.entry("method", "Gateway.pay"),
            Map.entry("attempt", 2),
            Map.entry("cause", "io"),
            Map.entry("reason", "exhausted"),
            Map.entry("elapsed", "PT0.25S"));
    assertThat(newest.get(1).details()).containsEntry("delay", "PT0.1S");
    assertThat(newest).allSatisfy(each -> assertThat(each.at()).isEqualTo(NOW));
    assertThat(newest.toString()).doesNotContain("secret");
  }

  @Test
  void aSuccessIsNoEvent() {
    log.ended(STATS, Outcome.SUCCESS, 0, null);
    log.ended(STATS, Outcome.SUCCESS_AFTER_RETRY, 0, () -> event(2));
    assertThat(log.newest()).isEmpty();
  }

  @Test
  void theNewestTwoHundredAreKept() {
    for (int attempt = 1; attempt <= 1000; attempt++) {
      log.retrying(event(attempt));
    }
    assertThat(log.newest())
        .hasSize(200)
        .extracting(each -> each.details().get("attempt"))
        .startsWith(1000, 999)
        .endsWith(802, 801);
  }

  @Test
  void aStormOfRetriesLeavesTheChanges() {
    log.changed("live_change", Map.of("key", "maxRetries"));
    for (int attempt = 1; attempt <= 1000; attempt++) {
      log.retrying(event(attempt));
    }
    List<Happening> newest = log.newest();
    assertThat(newest).hasSize(200);
    assertThat(newest.get(199).type()).isEqualTo("live_change");
  }

  @Test
  void noneOfManyChangesPushesOutAllCalls() {
    log.retrying(event(1));
    for (int i = 0; i < 1000; i++) {
      log.changed("breaker", Map.of("name", "shop"));
    }
    assertThat(log.newest()).hasSize(51);
  }

  /** Writers and a reader at once: no event is seen twice, none before one that is newer. */
  @Test
  @Timeout(60)
  void manyWritersAtOnceLeaveTheNewest() throws Exception {
    int writers = 4;
    int each = 20_000;
    ExecutorService threads = Executors.newFixedThreadPool(writers + 1);
    CyclicBarrier start = new CyclicBarrier(writers + 1);
    AtomicBoolean over = new AtomicBoolean();
    try {
      Future<?> reader =
          threads.submit(
              () -> {
                start.await(30, TimeUnit.SECONDS);
                while (!over.get()) {
                  assertThat(log.newest()).hasSizeLessThanOrEqualTo(200).doesNotHaveDuplicates();
                }
                return null;
              });
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int first = writer * each;
        all.add(
            threads.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  for (int i = 0; i < each; i++) {
                    log.retrying(event(first + i));
                  }
                  return null;
                }));
      }
      for (Future<?> writer : all) {
        writer.get(30, TimeUnit.SECONDS);
      }
      over.set(true);
      reader.get(30, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
    List<Object> kept =
        log.newest().stream().map(happening -> (Object) happening.details()).toList();
    assertThat(kept).hasSize(200).doesNotHaveDuplicates();
  }
}
