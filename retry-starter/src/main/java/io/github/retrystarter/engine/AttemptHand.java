package io.github.retrystarter.engine;

import org.jspecify.annotations.Nullable;

/** A {@link Hand} at work on one call that did not succeed at once. */
interface AttemptHand {

  /** Goes on after a first attempt that failed. */
  @Nullable Object afterFailure(Throwable failure) throws Throwable;

  /** Goes on after a first attempt that returned something, but no success for certain. */
  @Nullable Object afterValue(@Nullable Object returned) throws Throwable;

  /** Goes on with what is to be done next. */
  @Nullable Object goOn(Step first) throws Throwable;
}
