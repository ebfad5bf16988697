package io.github.retrystarter.engine;

import io.github.retrystarter.event.Outcome;
import org.jspecify.annotations.Nullable;

/** What a {@link Course} asks its hand to do next. */
public sealed interface Step {

  /** Make an attempt; then tell how it ended. */
  record Attempt() implements Step {
    static final Attempt NOW = new Attempt();
  }

  /**
   * Wait; then tell that it is over, or that it was cut short.
   *
   * @param nanos how long
   */
  record Wait(long nanos) implements Step {}

  /**
   * The call has ended, and everybody has been told.
   *
   * @param outcome how
   * @param failure what the caller gets in place of a value; null after a success, and where the
   *     last value was rejected
   */
  record End(Outcome outcome, @Nullable Throwable failure) implements Step {}
}
