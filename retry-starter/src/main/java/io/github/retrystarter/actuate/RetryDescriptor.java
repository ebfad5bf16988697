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
 */
public record RetryDescriptor(
    Map<String, PolicyDescriptor> policies, Map<String, MethodDescriptor> methods) {

  /**
   * A policy.
   *
   * @param effective every key's value, in camel case
   * @param origins where each value comes from
   * @param live what was changed live; empty as long as nothing can be
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
}
