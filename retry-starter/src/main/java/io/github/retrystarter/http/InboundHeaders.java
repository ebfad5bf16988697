package io.github.retrystarter.http;

import io.github.retrystarter.RetryContext.Inbound;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a caller told. Anybody can write anything into a header: whatever is not plainly right
 * counts as missing, and nothing is ever thrown.
 */
final class InboundHeaders {

  /** As many as there can be: {@code max-retries} has the bound 10000. */
  private static final long MOST_RETRIES = 10_000;

  /** Nine digits: eleven days. What is longer bounds nothing. */
  private static final long LONGEST_DEADLINE_MILLIS = 999_999_999;

  private static final int MOST_DIGITS = 9;

  private static final Pattern KIND = Pattern.compile("[a-z0-9_]{1,64}");

  private InboundHeaders() {}

  /**
   * Reads them.
   *
   * @param values all values of a header by its name, empty where it is missing
   * @return null where nothing was told
   */
  static @Nullable Inbound read(RetryHeaders names, Function<String, List<String>> values) {
    try {
      long attempt = number(only(values.apply(names.attempt())), 1, MOST_RETRIES + 1);
      long max = number(only(values.apply(names.max())), 0, MOST_RETRIES);
      String cause = kind(only(values.apply(names.cause())));
      long deadline = shortest(values.apply(names.deadline()));
      return attempt < 0 && max < 0 && cause == null && deadline < 0
          ? null
          : new Inbound(
              attempt < 0 ? 1 : (int) attempt,
              (int) max,
              cause,
              deadline < 0 ? null : Duration.ofMillis(deadline));
    } catch (RuntimeException unreadable) {
      // The server's own reading of the request failed.
      return null;
    }
  }

  /** Of several none can be believed. */
  private static @Nullable String only(List<String> values) {
    return values.size() == 1 ? values.get(0) : null;
  }

  /** A second deadline must not lengthen the first. */
  private static long shortest(List<String> values) {
    return values.stream()
        .mapToLong(value -> number(value, 1, LONGEST_DEADLINE_MILLIS))
        .filter(millis -> millis > 0)
        .min()
        .orElse(-1);
  }

  /** Plain decimal digits within the bounds; -1 for anything else. */
  private static long number(@Nullable String value, long least, long most) {
    if (value == null || value.isEmpty() || value.length() > MOST_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < value.length(); i++) {
      char digit = value.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = 10 * number + (digit - '0');
    }
    return number < least || number > most ? -1 : number;
  }

  private static @Nullable String kind(@Nullable String value) {
    return value != null && KIND.matcher(value).matches() ? value : null;
  }
}
