package io.github.retrystarter.engine;

import org.jspecify.annotations.Nullable;

/** A {@link Hand} at work on one call that did not succeed at once. */
abstract class AttemptHand<S> extends AttemptMaker<S> {

  AttemptHand(Call call, Course course, Attempts<S> attempts, S subject) {
    super(call, course, attempts, subject);
  }

  /** Runs the call from its first attempt. */
  final @Nullable Object run() throws Throwable {
    return goOn(course.begin());
  }

  /** Goes on after a first attempt that failed. */
  final @Nullable Object afterFailure(Throwable failure) throws Throwable {
    return goOn(thrown(failure));
  }

  /** Goes on after a first attempt that returned something, but no success for certain. */
  abstract @Nullable Object afterValue(@Nullable Object returned) throws Throwable;

  /** Goes on with what is to be done next. */
  abstract @Nullable Object goOn(Step first) throws Throwable;
}
