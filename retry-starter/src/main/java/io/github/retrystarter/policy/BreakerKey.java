package io.github.retrystarter.policy;

import io.github.retrystarter.breaker.BreakerSettings;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The keys of a circuit breaker: the one table of their names, defaults and legal values. */
@SuppressWarnings("ImmutableEnumChecker") // the defaults are immutable values, the checks stateless
public enum BreakerKey implements Key {
  /** Percent of failed calls at which it trips. */
  FAILURE_RATE_THRESHOLD("failure-rate-threshold", 50.0, BreakerKey.PERCENT, Legal::percent),
  /** Calls in the window. */
  SLIDING_WINDOW_SIZE("sliding-window-size", 100, BreakerKey.CALLS, BreakerKey::calls),
  /** Length of the window, where it is one of time. */
  SLIDING_WINDOW_DURATION(
      "sliding-window-duration",
      null,
      "a duration such as 10s or 1m, 1s or more; not with sliding-window-size",
      Legal.atLeast(Duration.ofSeconds(1))),
  /** No trip by rate before so many calls; gives way to a smaller window. */
  MINIMUM_CALLS(
      "minimum-calls", 20, BreakerKey.CALLS + ", not above a window's size", BreakerKey::calls),
  /** Trips at so many failures in a row. */
  CONSECUTIVE_FAILURES(
      "consecutive-failures", null, "a whole number, 1 or more", Legal.whole(1, BreakerKey.MOST)),
  /** An attempt longer than this is slow. */
  SLOW_CALL_DURATION("slow-call-duration", null, Legal.POSITIVE, Legal::positive),
  /** Percent of slow calls at which it trips. */
  SLOW_CALL_RATE_THRESHOLD(
      "slow-call-rate-threshold",
      100.0,
      BreakerKey.PERCENT + "; only with slow-call-duration",
      Legal::percent),
  /** How long it stays open the first time. */
  OPEN_DURATION("open-duration", Duration.ofSeconds(30), Legal.POSITIVE, Legal::positive),
  /** By how much each failed half-open round lengthens the next open time. */
  OPEN_MULTIPLIER("open-multiplier", 1.0, "a number, 1 or more", Legal.number(1, Double.MAX_VALUE)),
  /** Bound of the open time; gives way to a longer first one. */
  MAX_OPEN_DURATION(
      "max-open-duration",
      Duration.ofMinutes(10),
      "a duration such as 10m, not below open-duration",
      Legal::positive),
  /** Calls let through while half-open. */
  HALF_OPEN_CALLS("half-open-calls", 3, BreakerKey.CALLS, BreakerKey::calls),
  /** Neither success nor failure, beside what is so by default. */
  IGNORE("ignore", List.of(), Legal.FAILURES, Legal::noBlanks),
  /** Failures, though neither by default. */
  RECORD("record", List.of(), Legal.FAILURES + ", none of them in ignore", Legal::noBlanks),
  /** What it does with what it knows. */
  MODE("mode", Mode.ENFORCE);

  private static final String PERCENT = "a number, above 0 and up to 100: percent";
  private static final String CALLS = "a whole number: 1…" + BreakerSettings.LARGEST;

  /** One less than what stands for "never". */
  private static final int MOST = BreakerSettings.OFF - 1;

  private final Definition definition;

  BreakerKey(String key, @Nullable Object builtIn, String legal, Predicate<Object> check) {
    this.definition = new Definition(key, builtIn, legal, check);
  }

  /** A key whose values are those of an enum. */
  BreakerKey(String key, Enum<?> builtIn) {
    this.definition = Definition.of(key, builtIn);
  }

  @Override
  public Definition definition() {
    return definition;
  }

  /**
   * Finds a key.
   *
   * @param name in kebab case
   * @return the key; empty where there is none of the name
   */
  public static Optional<BreakerKey> of(String name) {
    return Arrays.stream(values()).filter(each -> each.key().equals(name)).findFirst();
  }

  private static boolean calls(Object value) {
    return Legal.whole(1, BreakerSettings.LARGEST).test(value);
  }
}
