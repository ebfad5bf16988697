package io.github.retrystarter.failure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How long a server asks its client to wait, out of the headers of an answer. The first of these
 * that can be read counts: {@code retry-after-ms}; {@code Retry-After} in seconds or as a date (RFC
 * 9110 section 10.2.3); {@code RateLimit-Reset} in seconds
 * (draft-ietf-httpapi-ratelimit-headers-07), which many answers carry that are no refusal, so only
 * on a 429 or with nothing remaining. A value that is none of these is ignored.
 */
record ServerWish(Duration delay, boolean refusal) {

  /** A RateLimit-Reset above this is a point in time, seconds since 1970: so some servers write. */
  private static final long EPOCH_SECONDS = 1_000_000_000L;

  /** The three forms of RFC 9110 section 5.6.7. All are in GMT. */
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern("EEEE, dd-MMM-")
              // Two digits: a date more than 50 years ahead is one of the past.
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1976)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH)
              .withZone(ZoneOffset.UTC),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
              .withZone(ZoneOffset.UTC));

  /**
   * Reads the headers.
   *
   * @param status of the answer
   * @param header a header's first value by its name; null where it is missing
   * @param clock for a date, where the server does not tell its own time
   * @return the wish; null where the server has none
   */
  static @Nullable ServerWish of(
      int status, UnaryOperator<@Nullable String> header, InstantSource clock) {
    Duration wish = number(header.apply("retry-after-ms"), Duration::ofMillis);
    if (wish == null) {
      wish = retryAfter(header, clock);
    }
    if (wish != null) {
      return new ServerWish(wish, true);
    }
    Duration reset = rateLimitReset(status, header, clock);
    return reset == null ? null : new ServerWish(reset, false);
  }

  private static @Nullable Duration retryAfter(
      UnaryOperator<@Nullable String> header, InstantSource clock) {
    String value = header.apply("Retry-After");
    Duration seconds = number(value, Duration::ofSeconds);
    if (seconds != null || value == null) {
      return seconds;
    }
    Instant date = date(value);
    if (date == null) {
      return null;
    }
    // By the server's own clock, which ours need not agree with.
    String server = header.apply("Date");
    Instant now = server == null ? null : date(server);
    return until(date, now == null ? clock.instant() : now);
  }

  private static @Nullable Duration rateLimitReset(
      int status, UnaryOperator<@Nullable String> header, InstantSource clock) {
    if (status != 429 && !"0".equals(trimmed(header.apply("RateLimit-Remaining")))) {
      return null;
    }
    Duration reset = number(header.apply("RateLimit-Reset"), Duration::ofSeconds);
    return reset != null && reset.toSeconds() >= EPOCH_SECONDS
        ? until(
            Instant.ofEpochSecond(Math.min(reset.toSeconds(), Instant.MAX.getEpochSecond())),
            clock.instant())
        : reset;
  }

  /** A number without a sign; one too large for a long is the largest: too long to wait for. */
  private static @Nullable Duration number(
      @Nullable String value, java.util.function.LongFunction<Duration> unit) {
    String digits = trimmed(value);
    if (digits == null || digits.isEmpty() || !digits.chars().allMatch(ServerWish::isDigit)) {
      return null;
    }
    try {
      return unit.apply(Long.parseLong(digits));
    } catch (NumberFormatException tooLarge) {
      return unit.apply(Long.MAX_VALUE);
    }
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static @Nullable Instant date(String value) {
    for (DateTimeFormatter format : DATES) {
      try {
        return format.parse(value.strip(), Instant::from);
      } catch (DateTimeParseException another) {
        // the next form
      }
    }
    return null;
  }

  private static Duration until(Instant then, Instant now) {
    return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
  }

  private static @Nullable String trimmed(@Nullable String value) {
    return value == null ? null : value.strip();
  }
}
