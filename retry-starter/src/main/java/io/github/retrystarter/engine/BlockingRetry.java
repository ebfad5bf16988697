package io.github.retrystarter.engine;

import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.policy.Policy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocking hand: runs a call in the caller's thread. Stateless.
 *
 * <p>{@link #call} stays below 325 bytes of bytecode, or the JVM's compiler no longer makes one
 * piece of it and the proxy (FreqInlineSize); an exception that crosses from one piece to another
 * costs as much as all else that becomes of a call at an open breaker.
 */
public final class BlockingRetry {

  private BlockingRetry() {}

  private record Refusal(Throwable failure) {}

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
    Object answer = answer(site, attempts, subject);
    if (answer instanceof Refusal refusal) {
      throw refusal.failure();
    }
    return answer;
  }

  /** As {@link #call}, but a call that its breaker turns away comes back as a {@link Refusal}. */
  private static <S> @Nullable Object answer(CallSite site, Attempts<S> attempts, S subject)
      throws Throwable {
    List<@Nullable Object> cell = Ambient.cell();
    Policy policy = site.policy();
    Breaker breaker = policy.breaker();
    if (wantsClock(site, policy, breaker, cell)) {
      return timed(site, attempts, subject, cell);
    }
    Object permit = null;
    int depth = Ambient.enter(cell, site);
    try {
      long start = site.engine().time().mark();
      if (breaker != null) {
        permit = breaker.tryEnter();
        if (permit == null || breaker.isTrial(permit)) {
          return atBreaker(cell, start, attempts, subject, breaker, permit);
        }
      }
      Object value;
      try {
        value = attempts.first(subject);
      } catch (Throwable failure) {
        return resume(cell, start, attempts, subject, breaker, permit).afterFailure(failure);
      }
      if (site.rejects(value)) {
        return resume(cell, start, attempts, subject, breaker, permit).afterValue(value);
      }
      if (permit != null && breaker != null) {
        breaker.leave(permit, false, 0);
        permit = null;
      }
      payIn(policy.budget(), cell, depth);
      site.stats().succeededAtOnce();
      return value;
    } finally {
      leave(cell, depth, breaker, permit);
    }
  }

  private static boolean wantsClock(
      CallSite site, Policy policy, @Nullable Breaker breaker, List<@Nullable Object> cell) {
    return policy.timed()
        || policy.adaptive()
        || (breaker != null && breaker.timesCalls())
        || site.engine().listeners().everyCall()
        || Ambient.isLimited(cell);
  }

  /** A first attempt that was not let through, or as one of a few. */
  private static <S> @Nullable Object atBreaker(
      List<@Nullable Object> cell,
      long start,
      Attempts<S> attempts,
      S subject,
      Breaker breaker,
      @Nullable Object trial)
      throws Throwable {
    if (trial != null) {
      return resume(cell, start, attempts, subject, breaker, trial).goOn(Step.Attempt.NOW);
    }
    Call call = begun(cell, start);
    Course course = new Course(call);
    Step step = course.turnedAway(breaker);
    return step instanceof Step.End end
            && end.failure() != null
            && attempts.fallback(subject, end.failure()) == null
        ? new Refusal(end.failure())
        : new BlockingCall<>(call, course, attempts, subject).goOn(step);
  }

  private static void payIn(@Nullable RetryBudget budget, List<@Nullable Object> cell, int depth) {
    if (budget != null && (depth == Ambient.FIRST || !Ambient.isPaidAround(cell, depth, budget))) {
      budget.succeeded();
    }
  }

  private static void leave(
      List<@Nullable Object> cell, int depth, @Nullable Breaker breaker, @Nullable Object permit) {
    Ambient.leave(cell, depth);
    // Used already, unless not even the memory was there to go on: twice does no harm.
    if (permit != null && breaker != null) {
      breaker.giveBack(permit);
    }
  }

  private static <S> @Nullable Object timed(
      CallSite site, Attempts<S> attempts, S subject, List<@Nullable Object> cell)
      throws Throwable {
    Call call = Call.inside(Ambient.scope(cell), site).startedAt(site.engine().time().nanos());
    int depth = Ambient.enter(cell, call);
    try {
      return new BlockingCall<>(call, new Course(call), attempts, subject).run();
    } finally {
      Ambient.leave(cell, depth);
    }
  }

  private static <S> BlockingCall<S> resume(
      List<@Nullable Object> cell,
      long start,
      Attempts<S> attempts,
      S subject,
      @Nullable Breaker breaker,
      @Nullable Object permit) {
    Call call = begun(cell, start);
    return new BlockingCall<>(
        call, new Course(call).inFirstAttempt(breaker, permit), attempts, subject);
  }

  private static Call begun(List<@Nullable Object> cell, long start) {
    Call call = Ambient.call(cell);
    if (call == null) {
      throw new IllegalStateException("no call is running");
    }
    return call.startedAt(start);
  }
}
