package io.github.retrystarter.aop;

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.DeclarePrecedence;
import org.jspecify.annotations.Nullable;

/**
 * The retries as an AspectJ aspect: for methods that no proxy reaches (private, final, static,
 * called by their own object) and for objects that Spring does not manage. {@code META-INF/aop.xml}
 * of this jar names it to AspectJ's load-time weaver; for compile-time weaving this jar goes on the
 * aspect path. Not a bean, and not for calling.
 *
 * <p>What is woven stays as it was until a context with {@code retry.mode: aspectj} is there, and
 * after it was closed: {@link WovenRuntime} tells when that is. So in proxy mode, nothing is
 * retried twice.
 *
 * <p>Woven are the methods that the proxies would cover, as far as AspectJ can see them: annotated
 * by themselves, or public and declared (also) by an annotated type; the annotation may be a
 * meta-annotation at one or two removes. AspectJ does not see an annotation on a method that
 * another one overrides or implements. Whether a woven method is retried is decided by the same
 * code as for proxies, by the class of the object.
 *
 * <p>Outside of Spring's woven transactions and caches, inside its woven {@code @Async}.
 */
@Aspect
@DeclarePrecedence(
    "org.springframework.scheduling.aspectj..*, io.github.retrystarter.aop.RetryAspect,"
        + " org.springframework.transaction.aspectj..*, org.springframework.cache.aspectj..*")
public final class RetryAspect {

  /** How far a meta-annotation may be away: what the pattern says. */
  static final int LEVELS = 2;

  private static final String RETRYABLE = "@io.github.retrystarter.annotation.Retryable";

  private static final String ANNOTATED =
      "@(io.github.retrystarter.annotation.Retryable || ("
          + RETRYABLE
          + " *) || (@("
          + RETRYABLE
          + " *) *))";

  private static final String OF_OBJECT =
      "execution(public int hashCode()) || execution(public boolean equals(Object))"
          + " || execution(public String toString())";

  private static final RetryAspect INSTANCE = new RetryAspect();

  private RetryAspect() {}

  /**
   * What woven code asks for. Written by hand, so that this class need not be woven itself.
   *
   * @return the only instance
   */
  public static RetryAspect aspectOf() {
    return INSTANCE;
  }

  /**
   * As AspectJ wants it, beside {@link #aspectOf}.
   *
   * @return true
   */
  public static boolean hasAspect() {
    return true;
  }

  /**
   * Around every woven method.
   *
   * @param call the call
   * @return its value
   * @throws Throwable if the call was given up: the last attempt's failure
   */
  @Around(
      value =
          "execution("
              + ANNOTATED
              + " * *(..)) || (execution(public * ("
              + ANNOTATED
              + " *..*).*(..)) && !("
              + OF_OBJECT
              + "))",
      argNames = "call")
  public @Nullable Object retry(ProceedingJoinPoint call) throws Throwable {
    WovenCalls calls = WovenMethod.calls(call);
    return calls == null ? call.proceed() : calls.run(call);
  }
}
