package io.github.retrystarter.sample.gateway;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * How the gateway treats its callers. Nothing is left to chance, so that a script gets the same
 * numbers each time it runs.
 *
 * @param fail of every {@code of} calls, so many fail: the first ones
 * @param of the length of a round, 1 or more
 * @param latency waited before every answer, at most {@link #LONGEST_LATENCY}
 * @param outage whether every connection is closed without an answer
 * @param status what a call that fails is answered with, 400 to 599
 * @param retryAfter how many seconds it is asked to wait, 0 or more; null: it is not asked
 */
record Behaviour(
    int fail,
    int of,
    Duration latency,
    boolean outage,
    int status,
    @JsonProperty(RETRY_AFTER) @Nullable Integer retryAfter) {

  /** Each waiting call holds a thread. */
  static final Duration LONGEST_LATENCY = Duration.ofSeconds(30);

  static final Behaviour HEALTHY = new Behaviour(0, 1, Duration.ZERO, false, 503, null);

  /** Named as the header that it sets, also where a behaviour is told. */
  private static final String RETRY_AFTER = "retry-after";

  private static final Set<String> KEYS =
      Set.of("fail", "of", "latency", "outage", "status", RETRY_AFTER);

  Behaviour {
    if (of < 1 || fail < 0 || fail > of) {
      throw new IllegalArgumentException(
          "fail=" + fail + "&of=" + of + ": legal are of >= 1 and 0 <= fail <= of");
    }
    if (latency.isNegative() || latency.compareTo(LONGEST_LATENCY) > 0) {
      throw new IllegalArgumentException(
          "latency=" + latency + ": legal is 0 to " + LONGEST_LATENCY.toSeconds() + "s");
    }
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status=" + status + ": legal is 400 to 599");
    }
    if (retryAfter != null && retryAfter < 0) {
      throw new IllegalArgumentException(
          RETRY_AFTER + "=" + retryAfter + ": legal is a number of seconds, 0 or more");
    }
  }

  /**
   * Reads a query string's parameters; one that is missing has its healthy value.
   *
   * @throws IllegalArgumentException if a name is unknown or a value not legal
   */
  static Behaviour parse(Map<String, String> query) {
    Set<String> unknown = new TreeSet<>(query.keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown " + unknown + ": legal are " + new TreeSet<>(KEYS));
    }
    int fail = number(query, "fail", HEALTHY.fail);
    return new Behaviour(
        fail,
        // "fail=2" alone means: all of them.
        number(query, "of", Math.max(1, fail)),
        DurationStyle.detectAndParse(query.getOrDefault("latency", "0ms")),
        yes(query.getOrDefault("outage", "false")),
        number(query, "status", HEALTHY.status),
        query.containsKey(RETRY_AFTER) ? number(query, RETRY_AFTER, 0) : null);
  }

  private static int number(Map<String, String> query, String key, int otherwise) {
    String text = query.getOrDefault(key, String.valueOf(otherwise));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + "=" + text + ": legal is a whole number", e);
    }
  }

  /** Strict: a typo shall not pass for "false". */
  private static boolean yes(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("outage=" + text + ": legal are true, false");
    };
  }

  /**
   * Whether a call fails.
   *
   * @param call its number since the behaviour was set, from 0
   */
  boolean fails(long call) {
    return call % of < fail;
  }
}
