package io.github.retrystarter;

/**
 * Told of retries: a bean. Calls that succeed at once are not told.
 *
 * <p>The methods run in the calling thread, from many threads at once, and should be quick. One
 * that throws changes nothing for the call: the exception is logged once for each listener.
 */
public interface RetryListener {

  /**
   * An attempt failed and will be repeated; called before the wait.
   *
   * @param event what happened; its attempt is the one that failed
   */
  default void onRetry(RetryEvent event) {}

  /**
   * A call succeeded that had needed a retry.
   *
   * @param event what happened
   */
  default void onSuccess(RetryEvent event) {}

  /**
   * A call was given up.
   *
   * @param event what happened; its reason tells why
   */
  default void onGiveUp(RetryEvent event) {}

  /**
   * A fallback answers in place of the call that was given up; called before it runs.
   *
   * @param event what happened
   */
  default void onFallback(RetryEvent event) {}
}
