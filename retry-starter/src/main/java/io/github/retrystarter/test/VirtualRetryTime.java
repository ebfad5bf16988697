package io.github.retrystarter.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a test class whose application context Spring makes ({@code @SpringBootTest}, a slice,
 * {@code @SpringJUnitConfig}): retries wait in no time, and each draw of the jitter gives the same
 * number, so that waits are the same in every run. Inject {@link RetryTime} to read what was waited
 * and to move the clock.
 *
 * <p>Before each test method, {@link RetryTime#reset} is called, circuit breakers are {@linkplain
 * io.github.retrystarter.CircuitBreaker#reset reset} and budgets are refilled: the context is
 * shared by the methods, and by other classes with the same configuration. Counts of calls and
 * meters go on; what an adaptive backoff has learnt stays.
 *
 * <p>Seen on superclasses, on interfaces, on the class around a {@code @Nested} one, and on
 * annotations of your own.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface VirtualRetryTime {

  /**
   * What each draw of the jitter gives. With the default a wait with {@code full} jitter is half of
   * the delay before jitter, with {@code equal} three quarters, with {@code proportional} all of
   * it.
   *
   * @return 0 ≤ x &lt; 1
   */
  double random() default 0.5;
}
