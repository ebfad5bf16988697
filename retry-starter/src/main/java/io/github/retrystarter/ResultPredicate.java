package io.github.retrystarter;

import org.jspecify.annotations.Nullable;

/**
 * Tells which returned values ask for a retry ({@code retryOnResult} of {@code @Retryable}).
 *
 * <p>A bean of the class is used where there is exactly one; otherwise one instance is made by the
 * constructor without parameters. It is called from many threads at once. A predicate that throws
 * has no opinion: the value is returned.
 *
 * <p>A rejected value goes to nobody, so one that holds something open is closed before the wait: a
 * stream or reader, the body of a {@link java.net.http.HttpResponse}, a JDBC connection, statement
 * or result set. Values of other types are left as they are. The last value, once retries are used
 * up, is returned open. A closed one is no answer: where its wait is cut short or ends too late
 * (interrupt, shutdown, timeout), the caller gets a {@link
 * java.util.concurrent.CancellationException} that says so.
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
