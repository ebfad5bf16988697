package io.github.retrystarter.engine;

import io.github.retrystarter.policy.Policy;
import org.jspecify.annotations.Nullable;

/** The blocking hand: runs a call in the caller's thread. Stateless. */
public final class BlockingRetry {

  private BlockingRetry() {}

  /**
   * Runs a call. One that succeeds at once, under a policy without limits of time, allocates
   * nothing and reads no clock.
   *
   * @param site what is called
   * @param attempts how
   * @param subject the call
   * @param <S> the call's type
   * @return the value of the first successful attempt, or of the fallback
   * @throws Throwable if the call was given up: the last attempt's failure
   */
  public static <S> @Nullable Object call(CallSite site, Attempts<S> attempts, S subject)
      throws Throwable {
    Engine engine = site.engine();
    @Nullable Object[] cell = Ambient.cell();
    Policy policy = site.policy();
    if (policy.timed() || engine.listeners().everyCall()) {
      return timed(site, attempts, subject, cell);
    }
    Object outer = Ambient.enter(cell, site);
    try {
      long start = engine.time().mark();
      Object value;
      try {
        value = attempts.first(subject);
      } catch (Throwable failure) {
        return resume(cell, start, attempts, subject).afterFailure(failure);
      }
      if (site.rejects(value)) {
        return resume(cell, start, attempts, subject).afterValue(value);
      }
      site.stats().succeededAtOnce();
      return value;
    } finally {
      Ambient.leave(cell, outer);
    }
  }

  private static <S> @Nullable Object timed(
      CallSite site, Attempts<S> attempts, S subject, @Nullable Object[] cell) throws Throwable {
    Call call = new Call(site, Ambient.tree(cell)).startedAt(site.engine().time().nanos());
    Object outer = Ambient.enter(cell, call);
    try {
      return new BlockingCall<>(call, attempts, subject).run();
    } finally {
      Ambient.leave(cell, outer);
    }
  }

  private static <S> BlockingCall<S> resume(
      @Nullable Object[] cell, long start, Attempts<S> attempts, S subject) {
    Call call = Ambient.call(cell);
    if (call == null) {
      throw new IllegalStateException("no call is running");
    }
    return new BlockingCall<>(call.startedAt(start), attempts, subject);
  }
}
