package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code backoff: adaptive}, from the configuration file to the waits. */
class AdaptiveBackoffTest {

  private static final long MS = 1_000_000;

  @TempDir Path directory;

  private Policy orders(String keys) throws IOException {
    Path file = directory.resolve("application.yml");
    Files.writeString(file, "retry:\n  policies:\n    orders:\n" + keys.indent(6));
    try (ConfigurableApplicationContext context = new TestApplication().start(file)) {
      return Objects.requireNonNull(context.getBean(PolicyBook.class).policies().get("orders"));
    }
  }

  @Test
  void delayMultiplierAndCapApply() throws IOException {
    Waits waits =
        orders(
                """
                backoff: adaptive
                delay: 200ms
                multiplier: 3
                max-delay: 5s
                jitter: none
                """)
            .waits();
    assertThat(waits.nanos(1, 0, 150 * MS, 0)).isEqualTo(200 * MS);
    assertThat(waits.nanos(1, 0, 300 * MS, 0)).isEqualTo(300 * MS);
    assertThat(waits.nanos(3, 0, 300 * MS, 0)).isEqualTo(2_700 * MS);
    assertThat(waits.nanos(4, 0, 300 * MS, 0)).isEqualTo(5_000 * MS);
    assertThat(waits.longest(1, 0)).isEqualTo(5_000 * MS);
  }

  @Test
  void jitterSpreadsWhatAttemptsTake() throws IOException {
    Waits waits = orders("{backoff: adaptive, jitter: equal}").waits();
    assertThat(waits.nanos(1, 0, 400 * MS, 0)).isEqualTo(200 * MS);
    assertThat(waits.nanos(1, 0, 400 * MS, 0.5)).isEqualTo(300 * MS);
  }

  @Test
  void attemptsAreMeasuredForAnAdaptivePolicy() throws IOException {
    assertThat(orders("backoff: adaptive").adaptive()).isTrue();
  }

  @Test
  void attemptsAreMeasuredForAnAdaptiveRule() throws IOException {
    Policy orders =
        orders("rules: [{failures: tls, retry: false}, {failures: io, backoff: adaptive}]");
    assertThat(orders.adaptive()).isTrue();
    assertThat(orders.waits().adaptive()).isFalse();
  }

  @Test
  void attemptsAreMeasuredForNoOther() throws IOException {
    assertThat(orders("rules: [{failures: tls, retry: false}, {failures: io}]").adaptive())
        .isFalse();
  }

  /** Which is drawn from the delay and the previous wait, whatever the backoff. */
  @Test
  void attemptsAreNotMeasuredForDecorrelatedJitter() throws IOException {
    assertThat(orders("{backoff: adaptive, jitter: decorrelated}").adaptive()).isFalse();
  }

  @Test
  void withoutEnoughAttemptsItIsTheDelay() throws IOException {
    Waits waits = orders("{backoff: adaptive, delay: 1s, jitter: none}").waits();
    assertThat(Duration.ofNanos(waits.nanos(2, 0, 0, 0))).isEqualTo(Duration.ofSeconds(2));
  }
}
