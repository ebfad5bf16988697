package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.tracing.Observations;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.context.annotation.AdviceMode;

/**
 * {@code retry.*}, as written.
 *
 * @param enabled Whether methods are retried. If false, annotated methods run as if not annotated;
 *     the configuration is still checked.
 * @param order Order of the advice: outside @Transactional and @Cacheable, inside @Async.
 * @param mode How calls are caught: by proxies around beans, or by an AspectJ aspect woven into the
 *     classes, for private, final, static and self-invoked methods too.
 * @param defaults What every policy inherits.
 * @param policies Policies by name.
 * @param methods Overrides for single methods, by full class name and method name: the operator's
 *     last word.
 * @param circuitBreakers Circuit breakers by name.
 * @param budgets Retry budgets by name. One that is named as a policy is that policy's own.
 * @param metrics Settings of the meters.
 * @param observations What traces show of retries, where there is an ObservationRegistry: events of
 *     the current observation, an observation for each attempt, or nothing.
 * @param http What services tell each other.
 * @param health Settings of the health indicator.
 * @param reload Whether changes of the configuration are looked for.
 */
@ConfigurationProperties("retry")
record RetryProperties(
    @Nullable Boolean enabled,
    @Nullable Integer order,
    @Nullable AdviceMode mode,
    @NestedConfigurationProperty @Nullable PolicyProperties defaults,
    @Nullable Map<String, PolicyProperties> policies,
    @Nullable Map<String, MethodProperties> methods,
    @Nullable Map<String, BreakerProperties> circuitBreakers,
    @Nullable Map<String, BudgetProperties> budgets,
    @Nullable Metrics metrics,
    @Nullable Observations observations,
    @Nullable Http http,
    @Nullable Health health,
    @Nullable Reload reload) {

  static final RetryProperties EMPTY =
      new RetryProperties(
          null, null, null, null, null, null, null, null, null, null, null, null, null);

  /**
   * Settings of the meters.
   *
   * @param timeAllCalls Whether retry.duration times calls that succeed at once too. Costs two
   *     clock readings and an allocation for every call.
   */
  record Metrics(@Nullable Boolean timeAllCalls) {}

  /**
   * Settings of the health indicator.
   *
   * @param openStatus Status that the health indicator circuitBreakers shows while a circuit
   *     breaker is open or forced open.
   */
  record Health(@Nullable String openStatus) {}

  /**
   * Whether changes of the configuration are looked for.
   *
   * @param watch Whether the configuration files that were loaded at the start are watched, and
   *     applied when they change.
   */
  record Reload(@Nullable Boolean watch) {}

  /**
   * What services tell each other.
   *
   * @param enabled Whether headers are sent with requests and answers, and read from them.
   * @param headers Names of the headers.
   */
  record Http(@Nullable Boolean enabled, @Nullable Headers headers) {

    static final Http EMPTY = new Http(null, null);
  }

  /**
   * Names of the headers. Services that call each other have to agree on them.
   *
   * @param attempt Header with the number of the attempt, from 2 on.
   * @param max Header with the number of retries that the caller's policy allows.
   * @param cause Header with the kind of the failure before this attempt.
   * @param deadline Header with the time that the caller has left, in milliseconds.
   * @param disposition Header of an answer, which tells that the service has given up.
   */
  record Headers(
      @Nullable String attempt,
      @Nullable String max,
      @Nullable String cause,
      @Nullable String deadline,
      @Nullable String disposition) {

    static final Headers EMPTY = new Headers(null, null, null, null, null);
  }
}
