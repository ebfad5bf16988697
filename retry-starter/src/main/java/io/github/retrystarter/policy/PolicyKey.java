package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Jitter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a policy: the one table of their names, defaults and legal values. Everything that
 * speaks of keys reads it: binding, merging, error texts, the endpoint, the metadata's test.
 */
@SuppressWarnings("ImmutableEnumChecker") // the defaults are immutable values, the checks stateless
public enum PolicyKey {
  /** Calls after the first. */
  MAX_RETRIES(
      "max-retries",
      3,
      "a whole number: 0…10000, or -1 for no limit where a timeout is set",
      whole(-1, 10_000)),
  /** How the delay grows. */
  BACKOFF("backoff", BackoffKind.EXPONENTIAL),
  /** First delay. */
  DELAY("delay", Duration.ofMillis(100), Legal.NOT_NEGATIVE, Legal::notNegative),
  /** Exponential growth. */
  MULTIPLIER("multiplier", 2.0, "a number, 1 or more", number(1, Double.MAX_VALUE)),
  /** Linear growth; without a value of its own: as {@link #DELAY}. */
  INCREMENT("increment", null, Legal.NOT_NEGATIVE, Legal::notNegative),
  /** The delays of {@link BackoffKind#STEPS}. */
  DELAYS(
      "delays",
      List.of(),
      "a list of durations such as 100ms, 1s, 5s: at least one, none negative",
      value ->
          !((List<?>) value).isEmpty() && ((List<?>) value).stream().allMatch(Legal::notNegative)),
  /** The bean of {@link BackoffKind#CUSTOM}. */
  BACKOFF_BEAN("backoff-bean", "", "the name of a bean of type Backoff", Legal::notBlank),
  /** Cap of every computed wait. */
  MAX_DELAY(
      "max-delay",
      Duration.ofSeconds(10),
      "a duration such as 30s, not below delay",
      Legal::notNegative),
  /** How randomness spreads the delay. */
  JITTER("jitter", Jitter.FULL),
  /** The spread of {@link Jitter#PROPORTIONAL}. */
  JITTER_FACTOR("jitter-factor", 0.5, "a number, 0…1", number(0, 1)),
  /** Time for the whole call. */
  TIMEOUT("timeout", null, Legal.POSITIVE, Legal::positive),
  /** Time for one attempt. */
  ATTEMPT_TIMEOUT("attempt-timeout", null, Legal.POSITIVE + ", not above timeout", Legal::positive),
  /** Retry only these. */
  INCLUDES("includes", List.of(), Legal.FAILURES, Legal::noBlanks),
  /** Never retry these. */
  EXCLUDES("excludes", List.of(), Legal.FAILURES, Legal::noBlanks),
  /** A failure that nobody knows. */
  UNCLASSIFIED("unclassified", Unclassified.RETRY),
  /** What holds for some failures in place of the policy's own: {@link RuleSpec}s. */
  RULES(
      "rules",
      List.of(),
      "a list of rules: each with failures, then retry: false or keys of its own, such as"
          + " max-retries and delay",
      value -> true),
  /** A server's wish to wait. */
  RETRY_AFTER("retry-after", RetryAfter.HONOR),
  /** A longer wish than this ends the call. */
  MAX_RETRY_AFTER("max-retry-after", Duration.ofMinutes(1), Legal.POSITIVE, Legal::positive),
  /** Whether the work may be done twice. */
  IDEMPOTENT("idempotent", true, "true or false", value -> true);

  private final String key;
  private final @Nullable Object builtIn;
  private final String legal;
  private final Predicate<Object> check;

  PolicyKey(String key, @Nullable Object builtIn, String legal, Predicate<Object> check) {
    this.key = key;
    this.builtIn = builtIn;
    this.legal = legal;
    this.check = check;
  }

  /** A key whose values are those of an enum. */
  PolicyKey(String key, Enum<?> builtIn) {
    this(key, builtIn, Legal.oneOf(builtIn.getDeclaringClass()), value -> true);
  }

  /**
   * The key as in {@code application.yml}.
   *
   * @return in kebab case
   */
  public String key() {
    return key;
  }

  /**
   * The key as in JSON and in the annotation.
   *
   * @return in camel case
   */
  public String camelCase() {
    StringBuilder name = new StringBuilder();
    for (String word : key.split("-", -1)) {
      name.append(
          name.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }

  /**
   * The default.
   *
   * @return the value; null where there is none
   */
  public @Nullable Object builtIn() {
    return builtIn;
  }

  /**
   * What is legal, in words.
   *
   * @return for use in "Legal: …"
   */
  public String legal() {
    return legal;
  }

  /**
   * Whether a value of the right type is legal by itself.
   *
   * @param value the value
   * @return true if so
   */
  public boolean allows(Object value) {
    return check.test(value);
  }

  /**
   * What is wrong with a value of the right type that is not allowed.
   *
   * @param value the value
   * @return for use in "Reason: …"
   */
  public String objection(Object value) {
    return switch (this) {
      case DELAYS -> value.equals(List.of()) ? "is empty" : "has a negative entry";
      case INCLUDES, EXCLUDES -> "has a blank entry";
      case BACKOFF_BEAN -> "is blank";
      default -> "is out of range";
    };
  }

  /**
   * Finds a key.
   *
   * @param name in kebab case
   * @return the key; empty where there is none of the name
   */
  public static Optional<PolicyKey> of(String name) {
    return Arrays.stream(values()).filter(each -> each.key.equals(name)).findFirst();
  }

  private static Predicate<Object> whole(int low, int high) {
    return value -> (Integer) value >= low && (Integer) value <= high;
  }

  private static Predicate<Object> number(double low, double high) {
    return value -> (Double) value >= low && (Double) value <= high;
  }

  /** Wordings and checks that several keys share; an enum's constants can't see its own statics. */
  private static final class Legal {
    static final String NOT_NEGATIVE = "a duration such as 100ms, 2s or PT1M, not negative";
    static final String POSITIVE = "a duration such as 100ms, 2s or PT1M, above zero";
    static final String FAILURES = "names of exception classes, or failure kinds";

    static boolean notNegative(Object value) {
      return !((Duration) value).isNegative();
    }

    static boolean positive(Object value) {
      return notNegative(value) && !((Duration) value).isZero();
    }

    static boolean notBlank(Object value) {
      return !((String) value).isBlank();
    }

    /** Properties name failures; the annotation gives the classes themselves. */
    static boolean noBlanks(Object value) {
      return ((List<?>) value).stream().allMatch(each -> each instanceof Class || notBlank(each));
    }

    static String oneOf(Class<?> type) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));
    }
  }
}
