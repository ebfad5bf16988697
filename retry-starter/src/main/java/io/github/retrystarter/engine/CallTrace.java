package io.github.retrystarter.engine;

import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.event.CallStats;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows one call. Used as its {@link Course} is, by one thread at a time, but for {@link
 * #stepOut}. Throws nothing.
 */
public interface CallTrace {

  /** Does nothing. */
  CallTrace NONE = new CallTrace() {};

  /** Nothing to close. */
  ThreadContext.Scope NOTHING = () -> {};

  /**
   * An attempt begins.
   *
   * @param stats the call's counts, for its names
   * @param attempt its number, from 1
   */
  default void attemptBegins(CallStats stats, int attempt) {}

  /**
   * What this thread does is a part of the attempt.
   *
   * @return to be closed in the same thread
   */
  default ThreadContext.Scope open() {
    return NOTHING;
  }

  /**
   * What this thread does is a part of what is around the call, again.
   *
   * @return to be closed in the same thread
   */
  default ThreadContext.Scope stepOut() {
    return NOTHING;
  }

  /**
   * What is told of the call, such as its lines in a log, is a part of what is around it, whatever
   * this thread is in.
   *
   * @return to be closed in the same thread
   */
  default ThreadContext.Scope around() {
    return NOTHING;
  }

  /**
   * What a context that travels, such as Reactor's, is to hold for the attempt.
   *
   * @return by their keys; empty for nothing
   */
  default Map<Object, Object> travelling() {
    return Map.of();
  }

  /**
   * The attempt has ended, in whatever thread. Nothing where none runs.
   *
   * @param failure what it failed with; null where it did not, or nobody knows
   * @param kind of the failure; null after a success
   */
  default void attemptEnded(@Nullable Throwable failure, @Nullable String kind) {}

  /**
   * An attempt failed and will be repeated; before the wait.
   *
   * @param event what happened
   */
  default void retrying(RetryEvent event) {}
}
