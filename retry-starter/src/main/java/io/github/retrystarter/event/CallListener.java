package io.github.retrystarter.event;

import io.github.retrystarter.RetryEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own listeners: metrics, logs, the user's listeners. Not told of calls that succeed
 * at once, unless {@link #everyCall()}. They must not throw.
 */
public interface CallListener {

  /**
   * Whether this listener wants to hear of calls that succeed at once too: it makes every call read
   * the clock. Asked at start-up and after such calls, until no listener wants to.
   *
   * @return false by default
   */
  default boolean everyCall() {
    return false;
  }

  /**
   * An attempt failed and will be repeated; before the wait.
   *
   * @param event what happened
   */
  default void retrying(RetryEvent event) {}

  /**
   * A wait is over, also one that was cut short.
   *
   * @param stats the call's counts
   * @param nanos how long it was
   */
  default void waited(CallStats stats, long nanos) {}

  /**
   * A call ended.
   *
   * @param stats the call's counts
   * @param outcome how
   * @param nanos how long it took
   * @param event what happened, made for the first who asks; null for a call that succeeded at once
   */
  default void ended(
      CallStats stats, Outcome outcome, long nanos, @Nullable Supplier<RetryEvent> event) {}

  /**
   * A fallback is about to answer.
   *
   * @param event what happened
   */
  default void fallingBack(RetryEvent event) {}
}
