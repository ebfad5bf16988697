package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Jitter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a policy: the one table of their names, defaults and legal values. Everything that
 * speaks of keys reads it: binding, merging, error texts, the endpoint, the metadata's test.
 */
@SuppressWarnings("ImmutableEnumChecker") // the defaults are immutable values, the checks stateless
public enum PolicyKey implements Key {
  /** Calls after the first. */
  MAX_RETRIES(
      "max-retries",
      3,
      "a whole number: 0…10000, or -1 for no limit where a timeout is set",
      Legal.whole(-1, 10_000)),
  /** How the delay grows. */
  BACKOFF("backoff", BackoffKind.EXPONENTIAL),
  /** First delay. */
  DELAY("delay", Duration.ofMillis(100), Legal.NOT_NEGATIVE, Legal::notNegative),
  /** Growth of {@link BackoffKind#EXPONENTIAL} and {@link BackoffKind#ADAPTIVE}. */
  MULTIPLIER("multiplier", 2.0, "a number, 1 or more", Legal.number(1, Double.MAX_VALUE)),
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
  JITTER_FACTOR("jitter-factor", 0.5, "a number, 0…1", Legal.number(0, 1)),
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
  IDEMPOTENT("idempotent", true, "true or false", value -> true),
  /** A failure after elements have gone out. */
  AFTER_ELEMENTS("after-elements", AfterElements.STOP),
  /** A failure on which an inner retryable call has given up. */
  NESTED("nested", Nested.COLLAPSE),
  /** The breaker that is asked before each attempt. */
  CIRCUIT_BREAKER(
      "circuit-breaker",
      PolicyKey.NO_NAME,
      "a name of retry.circuit-breakers, or none",
      Legal::notBlank),
  /** What to do at an open breaker. */
  CIRCUIT_OPEN("circuit-open", CircuitOpen.FAIL),
  /** What pays for retries; without a value of its own: a budget named as the policy. */
  BUDGET(
      "budget",
      null,
      "a name of retry.budgets or of a policy that has a budget of its own, or none",
      Legal::notBlank);

  /** The value of a key that names something, where nothing is to be named. */
  public static final String NO_NAME = "none";

  private final Definition definition;

  PolicyKey(String key, @Nullable Object builtIn, String legal, Predicate<Object> check) {
    this.definition = new Definition(key, builtIn, legal, check);
  }

  /** A key whose values are those of an enum. */
  PolicyKey(String key, Enum<?> builtIn) {
    this.definition = Definition.of(key, builtIn);
  }

  @Override
  public Definition definition() {
    return definition;
  }

  @Override
  public String objection(Object value) {
    if (this == DELAYS) {
      return value.equals(List.of()) ? "is empty" : "has a negative entry";
    }
    return Key.super.objection(value);
  }

  /**
   * Finds a key.
   *
   * @param name in kebab case
   * @return the key; empty where there is none of the name
   */
  public static Optional<PolicyKey> of(String name) {
    return Arrays.stream(values()).filter(each -> each.key().equals(name)).findFirst();
  }
}
