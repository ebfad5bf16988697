package io.github.retrystarter;

import org.jspecify.annotations.Nullable;

/**
 * Tells which returned values ask for a retry ({@code retryOnResult} of {@code @Retryable}).
 *
 * <p>A bean of the class is used where there is exactly one; otherwise one instance is made by the
 * constructor without parameters. It is called from many threads at once. A predicate that throws
 * has no opinion: the value is returned.
 */
@FunctionalInterface
public interface ResultPredicate {

  /**
   * Whether the value is as good as a failure.
   *
   * @param result what the method returned; null where it returned null or is {@code void}
   * @return true to retry
   */
  boolean shouldRetry(@Nullable Object result);
}
