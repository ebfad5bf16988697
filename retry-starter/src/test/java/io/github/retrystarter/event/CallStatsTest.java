package io.github.retrystarter.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallStatsTest {

  private final CallStats stats = new StatsBook().of("payments", "Shop.pay");

  @Test
  void itKnowsItsNames() {
    assertThat(stats.policy()).isEqualTo("payments");
    assertThat(stats.method()).isEqualTo("Shop.pay");
  }

  @Test
  void everythingBeginsAtZero() {
    for (Outcome outcome : Outcome.values()) {
      assertThat(stats.calls(outcome)).isZero();
    }
    assertThat(stats.attempts()).isZero();
    assertThat(stats.attempts(AttemptSeries.FIRST_SUCCESS)).isZero();
    assertThat(stats.attempts(AttemptSeries.of(2, "io"))).isZero();
    assertThat(stats.fallbackCount(true)).isZero();
    assertThat(stats.fallbackCount(false)).isZero();
    assertThat(stats.lastFailure()).isNull();
  }

  @Test
  void aCallThatSucceedsAtOnceIsOneFirstAttemptThatSucceeded() {
    stats.succeededAtOnce();
    assertThat(stats.calls(Outcome.SUCCESS)).isEqualTo(1);
    assertThat(stats.attempts(AttemptSeries.FIRST_SUCCESS)).isEqualTo(1);
    assertThat(stats.attempts()).isEqualTo(1);
  }

  @Test
  void eachOutcomeIsCountedByItself() {
    List<Outcome> others = List.copyOf(EnumSet.complementOf(EnumSet.of(Outcome.SUCCESS)));
    for (int i = 0; i < others.size(); i++) {
      for (int n = 0; n <= i; n++) {
        stats.ended(others.get(i));
      }
    }
    for (int i = 0; i < others.size(); i++) {
      assertThat(stats.calls(others.get(i))).isEqualTo(i + 1);
    }
    assertThat(stats.calls(Outcome.SUCCESS)).isZero();
    assertThat(stats.attempts()).isZero();
  }

  @Test
  void fallbacksThatAnswerAndFallbacksThatFailAreCountedApart() {
    stats.fellBack(true);
    stats.fellBack(true);
    stats.fellBack(false);
    assertThat(stats.fallbackCount(true)).isEqualTo(2);
    assertThat(stats.fallbackCount(false)).isEqualTo(1);
  }

  @Test
  void theNewestFailureIsRemembered() {
    stats.failed("io", Instant.EPOCH);
    stats.failed("tls", Instant.EPOCH.plusSeconds(1));
    assertThat(stats.lastFailure())
        .isEqualTo(new CallStats.LastFailure("tls", Instant.EPOCH.plusSeconds(1)));
  }

  @Test
  void attemptTagsAreOneToNineAndTenOrMore() {
    assertThat(
            IntStream.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 10_001, Integer.MAX_VALUE)
                .mapToObj(attempt -> AttemptSeries.of(attempt, "io").attempt()))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10+", "10+", "10+", "10+");
  }

  @Test
  void howeverManyAttemptsThereAreTenSeriesPerKindAreEnough() {
    for (int attempt = 1; attempt <= 10_001; attempt++) {
      stats.attempted(attempt, "io");
    }
    // Those of the kind, and first attempts that succeed.
    assertThat(stats.series()).hasSize(11);
    assertThat(stats.attempts(AttemptSeries.of(9, "io"))).isEqualTo(1);
    assertThat(stats.attempts(AttemptSeries.of(10, "io"))).isEqualTo(10_001 - 9);
    assertThat(stats.attempts()).isEqualTo(10_001);
  }

  @Test
  void concurrentCountsAreExact() {
    int threads = 8;
    int rounds = 5_000;
    List<CompletableFuture<Void>> counting =
        Stream.generate(() -> CompletableFuture.runAsync(() -> count(rounds)))
            .limit(threads)
            .toList();
    counting.forEach(CompletableFuture::join);
    long each = (long) threads * rounds;
    assertThat(stats.calls(Outcome.SUCCESS)).isEqualTo(each);
    assertThat(stats.calls(Outcome.EXHAUSTED)).isEqualTo(each);
    assertThat(stats.attempts(AttemptSeries.of(1, "io"))).isEqualTo(each);
    assertThat(stats.attempts(AttemptSeries.of(2, "tls"))).isEqualTo(each);
    assertThat(stats.fallbackCount(true)).isEqualTo(each);
    assertThat(stats.fallbackCount(false)).isZero();
    assertThat(stats.attempts()).isEqualTo(3 * each);
  }

  private void count(int rounds) {
    for (int i = 0; i < rounds; i++) {
      stats.succeededAtOnce();
      stats.attempted(1, "io");
      stats.attempted(2, "tls");
      stats.ended(Outcome.EXHAUSTED);
      stats.fellBack(true);
    }
  }

  @Test
  void theTagsOfOutcomesAreThoseOfTheContract() {
    assertThat(Arrays.stream(Outcome.values()).map(Outcome::tag))
        .containsExactly(
            "success",
            "success_after_retry",
            "exhausted",
            "permanent",
            "timeout",
            "budget",
            "circuit_open",
            "retry_after",
            "not_idempotent",
            "transaction_rolled_back",
            "nested",
            "interrupted",
            "cancelled",
            "shutdown");
  }
}
