package io.github.retrystarter.policy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code rules}, as written. Immutable.
 *
 * @param source where it is
 * @param failures which failures: a list of names of kinds and classes; null where not set
 * @param retry false where they are not retried; null where not set, which is true
 * @param settings the keys that it sets, of those in {@link #KEYS}
 */
public record RuleSpec(
    Source source,
    @Nullable Setting failures,
    @Nullable Setting retry,
    Map<PolicyKey, Setting> settings) {

  /** The key of {@link #failures}. */
  public static final String FAILURES = "failures";

  /** The key of {@link #retry}. */
  public static final String RETRY = "retry";

  /** The keys of a policy that a rule can set for itself; it inherits what it does not set. */
  public static final Set<PolicyKey> KEYS =
      Collections.unmodifiableSet(
          EnumSet.of(
              PolicyKey.MAX_RETRIES,
              PolicyKey.BACKOFF,
              PolicyKey.DELAY,
              PolicyKey.MULTIPLIER,
              PolicyKey.INCREMENT,
              PolicyKey.DELAYS,
              PolicyKey.BACKOFF_BEAN,
              PolicyKey.MAX_DELAY,
              PolicyKey.JITTER,
              PolicyKey.JITTER_FACTOR,
              PolicyKey.RETRY_AFTER,
              PolicyKey.MAX_RETRY_AFTER));

  /** Copies the map. */
  public RuleSpec {
    Map<PolicyKey, Setting> sorted = new EnumMap<>(PolicyKey.class);
    sorted.putAll(settings);
    settings = Collections.unmodifiableMap(sorted);
  }

  /** Whether the rule's failures are retried at all. */
  boolean retries() {
    return retry == null || !Boolean.FALSE.equals(retry.value());
  }

  /** What the rule sets, for JSON: in camel case, durations in ISO-8601. */
  Map<String, @Nullable Object> display() {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    if (failures != null) {
      shown.put(FAILURES, failures.display());
    }
    if (retry != null) {
      shown.put(RETRY, retry.display());
    }
    settings.forEach((key, setting) -> shown.put(key.camelCase(), setting.display()));
    return shown;
  }
}
