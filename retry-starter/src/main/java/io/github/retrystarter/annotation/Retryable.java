package io.github.retrystarter.annotation;

import io.github.retrystarter.ResultPredicate;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Retries a bean's method when it fails, as a policy in {@code application.yml} says.
 *
 * <p>On a method, an interface method, an overridden method; on a class or an interface, for all
 * its public methods and those of its subclasses (a method's own annotation replaces it); or on an
 * annotation of your own. Every attribute is optional. One that is set overrides the policy's, and
 * is itself overridden by {@code retry.methods}.
 *
 * <p>The caller gets the method's value or, when the call is given up, the last exception itself,
 * with an {@link io.github.retrystarter.RetryInfo} suppressed.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Retryable {

  /** The value of {@link #maxRetries()} that means "not set". */
  int UNSET = Integer.MIN_VALUE;

  /**
   * The policy's name.
   *
   * @return alias of {@link #policy()}
   */
  @AliasFor("policy")
  String value() default "";

  /**
   * The policy: a name in {@code retry.policies}.
   *
   * @return the name; empty for {@code retry.defaults}
   */
  @AliasFor("value")
  String policy() default "";

  /**
   * Retry only these, looked for along the whole cause chain.
   *
   * @return the types; empty: as the policy says
   */
  Class<? extends Throwable>[] includes() default {};

  /**
   * Never retry these, looked for along the whole cause chain. Wins over {@link #includes()}.
   *
   * @return the types; empty: as the policy says
   */
  Class<? extends Throwable>[] excludes() default {};

  /**
   * Calls after the first.
   *
   * @return 0…10000; 0 = none; -1 = no limit, legal only with a timeout; {@link #UNSET}: as the
   *     policy says
   */
  int maxRetries() default UNSET;

  /**
   * The first delay.
   *
   * @return a duration such as {@code 100ms}, {@code 2s}, {@code PT1M}; {@code ${…}} allowed; not
   *     negative; empty: as the policy says
   */
  String delay() default "";

  /**
   * The longest delay, held after jitter too.
   *
   * @return a duration, not below {@link #delay()}; {@code ${…}} allowed; empty: as the policy says
   */
  String maxDelay() default "";

  /**
   * The time for the whole call, waits included.
   *
   * @return a duration above zero; {@code ${…}} allowed; empty: as the policy says
   */
  String timeout() default "";

  /**
   * The time for one attempt: then its thread is interrupted.
   *
   * @return a duration above zero; {@code ${…}} allowed; empty: as the policy says
   */
  String attemptTimeout() default "";

  /**
   * Growth of the delay from one retry to the next, with {@code backoff: exponential} and {@code
   * adaptive}.
   *
   * @return 1 or more; NaN: as the policy says
   */
  double multiplier() default Double.NaN;

  /**
   * The circuit breaker that is asked before each attempt: a name in {@code
   * retry.circuit-breakers}.
   *
   * @return the name, or {@code none}; {@code ${…}} allowed; empty: as the policy says
   */
  String circuitBreaker() default "";

  /**
   * A method of the same class that answers in place of a call that was given up. It takes the same
   * parameters, or the same plus a Throwable, or only a Throwable, or none; among overloads the one
   * with the nearest Throwable type answers.
   *
   * @return the method's name; empty for none
   */
  String fallback() default "";

  /**
   * Whether the work may be done twice. False: only failures are retried after which it was
   * certainly not done. False wins, here or in the policy.
   *
   * @return true by default
   */
  boolean idempotent() default true;

  /**
   * Retry when the returned value matches. When the retries are used up the last value is returned.
   * A method of many values ({@code Flux} and the like) has no one result: there it stops the
   * start, or, where it stands on the class, is told of in a warning.
   *
   * @return the predicate's class; {@link ResultPredicate} itself for none
   */
  Class<? extends ResultPredicate> retryOnResult() default ResultPredicate.class;
}
