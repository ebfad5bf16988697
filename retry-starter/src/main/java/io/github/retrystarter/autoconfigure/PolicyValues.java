package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.PolicyKey;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bound records as maps: where their components meet the table of keys. */
final class PolicyValues {

  private PolicyValues() {}

  /** A policy's values, null where not set. */
  static Map<PolicyKey, @Nullable Object> of(PolicyProperties p) {
    Map<PolicyKey, @Nullable Object> values = new EnumMap<>(PolicyKey.class);
    values.put(PolicyKey.MAX_RETRIES, p.maxRetries());
    values.put(PolicyKey.BACKOFF, p.backoff());
    values.put(PolicyKey.DELAY, p.delay());
    values.put(PolicyKey.MULTIPLIER, p.multiplier());
    values.put(PolicyKey.INCREMENT, p.increment());
    values.put(PolicyKey.DELAYS, p.delays());
    values.put(PolicyKey.BACKOFF_BEAN, p.backoffBean());
    values.put(PolicyKey.MAX_DELAY, p.maxDelay());
    values.put(PolicyKey.JITTER, p.jitter());
    values.put(PolicyKey.JITTER_FACTOR, p.jitterFactor());
    values.put(PolicyKey.TIMEOUT, p.timeout());
    values.put(PolicyKey.ATTEMPT_TIMEOUT, p.attemptTimeout());
    values.put(PolicyKey.INCLUDES, p.includes());
    values.put(PolicyKey.EXCLUDES, p.excludes());
    values.put(PolicyKey.UNCLASSIFIED, p.unclassified());
    values.put(PolicyKey.RULES, p.rules());
    values.put(PolicyKey.RETRY_AFTER, p.retryAfter());
    values.put(PolicyKey.MAX_RETRY_AFTER, p.maxRetryAfter());
    values.put(PolicyKey.IDEMPOTENT, p.idempotent());
    values.put(PolicyKey.AFTER_ELEMENTS, p.afterElements());
    values.put(PolicyKey.NESTED, p.nested());
    values.put(PolicyKey.CIRCUIT_BREAKER, p.circuitBreaker());
    values.put(PolicyKey.CIRCUIT_OPEN, p.circuitOpen());
    values.put(PolicyKey.BUDGET, p.budget());
    return values;
  }

  /** A method's values, null where not set. */
  static Map<PolicyKey, @Nullable Object> of(MethodProperties p) {
    Map<PolicyKey, @Nullable Object> values = new EnumMap<>(PolicyKey.class);
    values.put(PolicyKey.MAX_RETRIES, p.maxRetries());
    values.put(PolicyKey.BACKOFF, p.backoff());
    values.put(PolicyKey.DELAY, p.delay());
    values.put(PolicyKey.MULTIPLIER, p.multiplier());
    values.put(PolicyKey.INCREMENT, p.increment());
    values.put(PolicyKey.DELAYS, p.delays());
    values.put(PolicyKey.BACKOFF_BEAN, p.backoffBean());
    values.put(PolicyKey.MAX_DELAY, p.maxDelay());
    values.put(PolicyKey.JITTER, p.jitter());
    values.put(PolicyKey.JITTER_FACTOR, p.jitterFactor());
    values.put(PolicyKey.TIMEOUT, p.timeout());
    values.put(PolicyKey.ATTEMPT_TIMEOUT, p.attemptTimeout());
    values.put(PolicyKey.INCLUDES, p.includes());
    values.put(PolicyKey.EXCLUDES, p.excludes());
    values.put(PolicyKey.UNCLASSIFIED, p.unclassified());
    values.put(PolicyKey.RULES, p.rules());
    values.put(PolicyKey.RETRY_AFTER, p.retryAfter());
    values.put(PolicyKey.MAX_RETRY_AFTER, p.maxRetryAfter());
    values.put(PolicyKey.IDEMPOTENT, p.idempotent());
    values.put(PolicyKey.AFTER_ELEMENTS, p.afterElements());
    values.put(PolicyKey.NESTED, p.nested());
    values.put(PolicyKey.CIRCUIT_BREAKER, p.circuitBreaker());
    values.put(PolicyKey.CIRCUIT_OPEN, p.circuitOpen());
    values.put(PolicyKey.BUDGET, p.budget());
    return values;
  }

  /** The values of a rule that are keys of a policy too, null where not set. */
  static Map<PolicyKey, @Nullable Object> of(RuleProperties p) {
    Map<PolicyKey, @Nullable Object> values = new EnumMap<>(PolicyKey.class);
    values.put(PolicyKey.MAX_RETRIES, p.maxRetries());
    values.put(PolicyKey.BACKOFF, p.backoff());
    values.put(PolicyKey.DELAY, p.delay());
    values.put(PolicyKey.MULTIPLIER, p.multiplier());
    values.put(PolicyKey.INCREMENT, p.increment());
    values.put(PolicyKey.DELAYS, p.delays());
    values.put(PolicyKey.BACKOFF_BEAN, p.backoffBean());
    values.put(PolicyKey.MAX_DELAY, p.maxDelay());
    values.put(PolicyKey.JITTER, p.jitter());
    values.put(PolicyKey.JITTER_FACTOR, p.jitterFactor());
    values.put(PolicyKey.RETRY_AFTER, p.retryAfter());
    values.put(PolicyKey.MAX_RETRY_AFTER, p.maxRetryAfter());
    return values;
  }
}
