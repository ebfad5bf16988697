package io.github.retrystarter.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /actuator/retry} shows.
 *
 * @param policies by name
 * @param methods by name, as in the metrics
 * @param circuitBreakers by name
 * @param budgets by name
 */
public record RetryDescriptor(
    Map<String, PolicyDescriptor> policies,
    Map<String, MethodDescriptor> methods,
    Map<String, BreakerDescriptor> circuitBreakers,
    Map<String, BudgetDescriptor> budgets) {

  /**
   * A policy.
   *
   * @param effective every key's value, in camel case
   * @param origins where each value comes from
   * @param live what was changed live, of this policy itself
   * @param worstCase the longest time a call can take, ISO-8601; null where nothing bounds it
   * @param methods the methods that use it
   */
  public record PolicyDescriptor(
      Map<String, @Nullable Object> effective,
      Map<String, String> origins,
      Map<String, Object> live,
      @Nullable String worstCase,
      List<String> methods) {}

  /**
   * A method.
   *
   * @param policy its policy's name
   * @param effective only what differs from the policy
   * @param origins where these values come from
   * @param calls finished calls by outcome; outcomes that never happened are left out
   * @param attempts all attempts
   * @param lastFailure the newest failure, or null
   */
  public record MethodDescriptor(
      String policy,
      Map<String, @Nullable Object> effective,
      Map<String, String> origins,
      Map<String, Long> calls,
      long attempts,
      @Nullable LastFailureDescriptor lastFailure) {}

  /**
   * The newest failure.
   *
   * @param kind its kind
   * @param at when
   */
  public record LastFailureDescriptor(String kind, Instant at) {}

  /**
   * A circuit breaker.
   *
   * @param state {@code closed}, {@code open}, {@code half_open}, {@code forced_open} or {@code
   *     disabled}
   * @param failureRate percent of the calls in the window that failed; null where there are none
   * @param slowCallRate percent of them that were slow; null where there are none
   * @param calls in the window
   * @param rejected attempts that were not let through, since the start
   * @param halfOpenIn the time until the next try, ISO-8601; null where it is not open, or an
   *     operator holds it open
   */
  public record BreakerDescriptor(
      String state,
      @Nullable Double failureRate,
      @Nullable Double slowCallRate,
      int calls,
      long rejected,
      @Nullable String halfOpenIn) {}

  /**
   * A retry budget.
   *
   * @param available tokens in it, to three digits
   * @param capacity the most that it holds
   * @param denied retries that it refused, since the start
   */
  public record BudgetDescriptor(double available, double capacity, long denied) {}

  /**
   * Why a change was not made.
   *
   * @param error what was found, what is legal, what to do: as at the start
   * @param key the key that is wrong, as it was sent; null where it is none of them
   */
  public record RefusalDescriptor(String error, @Nullable String key) {}
}
