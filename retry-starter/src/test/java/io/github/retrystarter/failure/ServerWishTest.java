package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerWishTest {

  private static final Instant NOW = Instant.parse("1994-11-06T08:49:30Z");

  private final Map<String, String> headers = new HashMap<>();

  @ParameterizedTest
  @CsvSource({"0, PT0S", "1, PT1S", "' 120 ', PT2M", "007, PT7S", "86400, PT24H"})
  void aNumberIsSeconds(String value, Duration expected) {
    headers.put("Retry-After", value);
    assertThat(wish(503)).isEqualTo(expected);
  }

  /** The three forms of RFC 9110 section 5.6.7, the same second each, with its own example. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void aDateIsComparedWithTheClock(String value) {
    headers.put("Retry-After", value);
    assertThat(wish(503)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aDateIsComparedWithTheServersOwnClockWhereItTellsIt() {
    headers.put("Retry-After", "Sun, 06 Nov 1994 10:00:05 GMT");
    headers.put("Date", "Sun, 06 Nov 1994 10:00:00 GMT");
    assertThat(wish(503)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aDateOfTheServerThatCannotBeReadIsAsNone() {
    headers.put("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT");
    headers.put("Date", "today");
    assertThat(wish(503)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aDateThatIsOverMeansAtOnce() {
    headers.put("Retry-After", "Sun, 06 Nov 1994 08:49:00 GMT");
    assertThat(wish(503)).isEqualTo(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "1.5", "soon", "", " ", "1s", "0x10", "+3", "1e3", "١", "Sun, 99 Nov 1994"})
  void whatIsNeitherIsIgnored(String value) {
    headers.put("Retry-After", value);
    assertThat(wish(503)).isNull();
  }

  @Test
  void aNumberThatNoLongHoldsIsTooLongToWaitFor() {
    headers.put("Retry-After", "99999999999999999999999");
    assertThat(wish(503)).isGreaterThan(Duration.ofDays(1_000_000));
  }

  @Test
  void millisecondsWinOverSeconds() {
    headers.put("Retry-After", "3");
    headers.put("retry-after-ms", "2500");
    assertThat(wish(429)).isEqualTo(Duration.ofMillis(2500));
  }

  @Test
  void millisecondsThatCannotBeReadAreAsNone() {
    headers.put("Retry-After", "3");
    headers.put("retry-after-ms", "many");
    assertThat(wish(429)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aResetOfTheRateLimitCountsOnARefusal() {
    headers.put("RateLimit-Reset", "30");
    assertThat(wish(429)).isEqualTo(Duration.ofSeconds(30));
    assertThat(wish(503)).isNull();
  }

  @Test
  void aResetOfTheRateLimitCountsWithNothingRemaining() {
    headers.put("RateLimit-Reset", "30");
    headers.put("RateLimit-Remaining", "0");
    assertThat(wish(503)).isEqualTo(Duration.ofSeconds(30));
    headers.put("RateLimit-Remaining", "12");
    assertThat(wish(503)).isNull();
  }

  /** The last request of a quota was not turned away, whatever failed after it. */
  @Test
  void onlyRetryAfterTellsThatARequestWasTurnedAway() {
    headers.put("RateLimit-Reset", "30");
    headers.put("RateLimit-Remaining", "0");
    assertThat(failure503().executed()).isEqualTo(Executed.MAYBE);
    headers.put("Retry-After", "30");
    assertThat(failure503().executed()).isEqualTo(Executed.NO);
  }

  private Failure failure503() {
    ServerWish wish = ServerWish.of(503, headers::get, InstantSource.fixed(NOW));
    return Objects.requireNonNull(HttpStatus.failure(503, wish));
  }

  @Test
  void retryAfterWinsOverAResetOfTheRateLimit() {
    headers.put("RateLimit-Reset", "30");
    headers.put("Retry-After", "3");
    assertThat(wish(429)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aResetThatIsAPointInTimeIsReadAsOne() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    headers.put("RateLimit-Reset", Long.toString(now.getEpochSecond() + 40));
    assertThat(ServerWish.of(429, headers::get, () -> now))
        .isEqualTo(new ServerWish(Duration.ofSeconds(40), false));
  }

  @Test
  void withoutAHeaderThereIsNoWish() {
    assertThat(wish(429)).isNull();
  }

  private @Nullable Duration wish(int status) {
    ServerWish wish = ServerWish.of(status, headers::get, InstantSource.fixed(NOW));
    return wish == null ? null : wish.delay();
  }
}
