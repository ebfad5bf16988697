package io.github.retrystarter;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryOperations;

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
   * Runs work that promises its result for later, and retries it as the policy says. The first
   * attempt begins in the calling thread, later ones in threads of the starter's; no thread is
   * blocked while an attempt or a wait is under way.
   *
   * @param work the work; called once for every attempt
   * @param <T> its result
   * @return what the first successful attempt promised; or, if the call was given up, failed with
   *     the last attempt's own exception (also one that the work threw before it promised
   *     anything), with a {@link RetryInfo} suppressed. Cancelling it, or completing it in any
   *     other way, stops the retries and cancels the running attempt
   */
  <T extends @Nullable Object> CompletableFuture<T> callAsync(
      Supplier<? extends CompletionStage<T>> work);

  /**
   * Runs work, and retries it as the policy says, in the calling thread.
   *
   * @param work the work; called once for every attempt
   * @throws RuntimeException if the call was given up: the last attempt's own exception, with a
   *     {@link RetryInfo} suppressed; an {@link AttemptTimeoutException} if that attempt was cut
   */
  void run(Runnable work);

  /**
   * The same for code that is written for Spring's {@link RetryOperations}. {@code execute} wraps
   * the failure in a {@link org.springframework.core.retry.RetryException}, {@code invoke} gives
   * the last attempt's own.
   *
   * @return a view; thread-safe
   */
  default RetryOperations asOperations() {
    return new SpringOperations(this);
  }
}
