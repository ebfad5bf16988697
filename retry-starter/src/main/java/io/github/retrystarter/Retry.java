package io.github.retrystarter;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs work under one policy. Thread-safe. */
public interface Retry {

  /**
   * Runs work, and retries it as the policy says, in the calling thread.
   *
   * @param work the work; called once for every attempt
   * @param <T> its result
   * @return what the first successful attempt returned
   * @throws Exception if the call was given up: the last attempt's own exception, with a {@link
   *     RetryInfo} suppressed; an {@link AttemptTimeoutException} if that attempt was cut
   */
  <T extends @Nullable Object> T call(Callable<T> work) throws Exception;

  /**
   * Runs work, and retries it as the policy says, in the calling thread.
   *
   * @param work the work; called once for every attempt
   * @throws RuntimeException if the call was given up: the last attempt's own exception, with a
   *     {@link RetryInfo} suppressed; an {@link AttemptTimeoutException} if that attempt was cut
   */
  void run(Runnable work);
}
