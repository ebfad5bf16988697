package io.github.retrystarter.backoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.Backoff;
import io.github.retrystarter.support.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CustomBackoffTest {

  private static final Duration POLICY_DELAY = Duration.ofMillis(100);
  private static final long CAP = 1_000_000_000;

  private final CapturedLog log = new CapturedLog(GuardedBackoff.class);

  @AfterEach
  void restoreTheLog() {
    log.close();
  }

  @Test
  void itIsAskedWithTheRetrysNumberAndTheRandomNumber() {
    List<String> asked = new ArrayList<>();
    Waits waits =
        guarded(
            (retry, random) -> {
              asked.add(retry + " " + random);
              return Duration.ofMillis(10L * retry);
            });
    assertThat(waits.nanos(1, 0, 0, 0.25)).isEqualTo(10_000_000);
    assertThat(waits.nanos(2, 10_000_000, 0, 0.75)).isEqualTo(20_000_000);
    assertThat(asked).containsExactly("1 0.25", "2 0.75");
  }

  @Test
  void noJitterIsAdded() {
    Waits waits = guarded((retry, random) -> Duration.ofMillis(10));
    assertThat(waits.nanos(1, 0, 0, 0)).isEqualTo(10_000_000);
    assertThat(waits.nanos(1, 0, 0, 0.99)).isEqualTo(10_000_000);
  }

  @Test
  void itsDelayIsCapped() {
    assertThat(guarded((retry, random) -> Duration.ofDays(1)).nanos(1, 0, 0, 0)).isEqualTo(CAP);
    assertThat(guarded((retry, random) -> Duration.ofSeconds(Long.MAX_VALUE)).nanos(1, 0, 0, 0))
        .isEqualTo(CAP);
  }

  @Test
  void aNegativeDelayCountsAsZero() {
    assertThat(guarded((retry, random) -> Duration.ofMillis(-1)).nanos(1, 0, 0, 0)).isZero();
    assertThat(guarded((retry, random) -> Duration.ofSeconds(Long.MIN_VALUE)).nanos(1, 0, 0, 0))
        .isZero();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void whereItThrowsThePolicysDelayIsWaitedAndOneWarningTellsWhy() {
    IllegalStateException bug = new IllegalStateException("no idea");
    Backoff backoff = new Throwing(bug);
    Waits waits = guarded(backoff);
    assertThat(waits.nanos(1, 0, 0, 0)).isEqualTo(100_000_000);
    assertThat(waits.nanos(2, 0, 0, 0)).isEqualTo(100_000_000);
    assertThat(log.lines())
        .containsExactly(
            new CapturedLog.Line(
                "WARN io.github.retrystarter.backoff.CustomBackoffTest$Throwing gave no delay;"
                    + " PT0.1S is waited instead (told once)",
                bug));
  }

  @Test
  void whereItThrowsAnErrorThePolicysDelayIsWaitedToo() {
    assertThat(guarded(new Throwing(new StackOverflowError())).nanos(1, 0, 0, 0))
        .isEqualTo(100_000_000);
  }

  @Test
  @SuppressWarnings("NullAway") // the very mistake that is tested
  void whereItReturnsNullThePolicysDelayIsWaitedAndOneWarningTellsWhy() {
    Waits waits = guarded((retry, random) -> null);
    assertThat(waits.nanos(1, 0, 0, 0)).isEqualTo(100_000_000);
    assertThat(waits.nanos(2, 0, 0, 0)).isEqualTo(100_000_000);
    assertThat(log.lines())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.text())
                  .startsWith("WARN ")
                  .endsWith(" gave no delay; PT0.1S is waited instead (told once)");
              assertThat(line.thrown()).hasMessage("it returned null");
            });
  }

  @Test
  void aBackoffThatRecoversIsHeardAgain() {
    Waits waits =
        guarded(
            (retry, random) -> {
              if (retry == 1) {
                throw new IllegalStateException("not yet");
              }
              return Duration.ofMillis(7);
            });
    assertThat(waits.nanos(1, 0, 0, 0)).isEqualTo(100_000_000);
    assertThat(waits.nanos(2, 0, 0, 0)).isEqualTo(7_000_000);
  }

  @Test
  void itsLongestWaitIsTheCap() {
    assertThat(guarded((retry, random) -> Duration.ZERO).longest(1, 0)).isEqualTo(CAP);
  }

  private record Throwing(Throwable bug) implements Backoff {
    @Override
    public Duration delay(int retry, double random) {
      if (bug instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) bug;
    }
  }

  private static Waits guarded(Backoff backoff) {
    return new Waits.Custom(new GuardedBackoff(backoff, POLICY_DELAY), CAP);
  }
}
