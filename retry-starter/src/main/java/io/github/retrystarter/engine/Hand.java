package io.github.retrystarter.engine;

import org.jspecify.annotations.Nullable;

/** How the attempts of a method end, and how its calls wait: by the shape of what it returns. */
public enum Hand {

  /** The value comes with the return; calls wait in the caller's thread. */
  BLOCKING {
    @Override
    boolean isSuccess(CallSite site, @Nullable Object value) {
      return !site.rejects(value);
    }

    @Override
    <S> AttemptHand take(Call call, Course course, Attempts<S> attempts, S subject) {
      return new BlockingCall<>(call, course, attempts, subject);
    }
  },

  /**
   * The value comes with a future, for which the thread waits in any case; so calls wait in it too.
   */
  AWAITING {
    @Override
    boolean isSuccess(CallSite site, @Nullable Object value) {
      return FUTURE.isSuccess(site, value);
    }

    @Override
    <S> AttemptHand take(Call call, Course course, Attempts<S> attempts, S subject) {
      return new AwaitingCall<>(call, course, attempts, subject);
    }
  },

  /** The value comes with a future; calls wait without a thread, and always return a future. */
  FUTURE {
    @Override
    boolean isSuccess(CallSite site, @Nullable Object value) {
      return Futures.hasValue(value) && !site.rejects(Futures.value(value));
    }

    @Override
    <S> AttemptHand take(Call call, Course course, Attempts<S> attempts, S subject) {
      return new FutureCall<>(call, course, attempts, subject);
    }
  };

  /** Whether what an attempt returned is a success for certain, so that the call has ended. */
  abstract boolean isSuccess(CallSite site, @Nullable Object value);

  /** Takes a call that did not succeed at once. */
  abstract <S> AttemptHand take(Call call, Course course, Attempts<S> attempts, S subject);
}
