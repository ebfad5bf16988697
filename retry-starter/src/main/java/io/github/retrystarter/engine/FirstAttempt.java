package io.github.retrystarter.engine;

import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.policy.Policy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where every call begins: its first attempt, in the caller's thread, and the way out of it for the
 * many that succeed at once. All others go to the {@link Hand}. Stateless.
 *
 * <p>{@link #answer} stays below 325 bytes of bytecode, or the JVM's compiler no longer makes one
 * piece of it and the proxy (FreqInlineSize); and {@link #call}, which throws, is small, because an
 * exception that crosses from one piece to another costs as much as all else that becomes of a call
 * at an open breaker.
 */
public final class FirstAttempt {

  private FirstAttempt() {}

  /**
   * Runs a call. One that succeeds at once, under a policy without limits of time, allocates
   * nothing and reads no clock.
   *
   * @param hand how it goes on where it does not succeed at once
   * @param site what is called
   * @param attempts how
   * @param subject the call
   * @param <S> the call's type
   * @return the value of the first successful attempt, or of the fallback
   * @throws Throwable if the call was given up: the last attempt's failure
   */
  public static <S> @Nullable Object call(Hand hand, CallSite site, Attempts<S> attempts, S subject)
      throws Throwable {
    Object answer = answer(hand, site, attempts, subject);
    if (answer instanceof Failed failed) {
      throw failed.failure();
    }
    return answer;
  }

  private static <S> @Nullable Object answer(
      Hand hand, CallSite site, Attempts<S> attempts, S subject) throws Throwable {
    List<@Nullable Object> cell = Ambient.cell();
    Policy policy = site.policy();
    Breaker breaker = policy.breaker();
    if (wantsClock(site, policy, breaker, cell)) {
      return timed(hand, site, attempts, subject, cell);
    }
    Object permit = null;
    int depth = Ambient.enter(cell, site);
    try {
      long start = site.engine().time().mark();
      if (breaker != null) {
        permit = breaker.tryEnter();
        if (permit == null || breaker.isTrial(permit)) {
          Object trial = permit;
          permit = null;
          return atBreaker(hand, cell, start, attempts, subject, breaker, trial);
        }
      }
      Object value;
      try {
        value = attempts.first(subject);
      } catch (Throwable failure) {
        AttemptHand taken = take(hand, cell, start, attempts, subject, breaker, permit);
        permit = null;
        return taken.afterFailure(failure);
      }
      if (!hand.isSuccess(site, value)) {
        AttemptHand taken = take(hand, cell, start, attempts, subject, breaker, permit);
        permit = null;
        return taken.afterValue(value);
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
      Hand hand,
      List<@Nullable Object> cell,
      long start,
      Attempts<S> attempts,
      S subject,
      Breaker breaker,
      @Nullable Object trial)
      throws Throwable {
    if (trial != null) {
      AttemptHand taken;
      try {
        taken = take(hand, cell, start, attempts, subject, breaker, trial);
      } catch (Throwable noMemory) {
        breaker.giveBack(trial);
        throw noMemory;
      }
      return taken.goOn(Step.Attempt.NOW);
    }
    Call call = begun(cell, start);
    Course course = new Course(call);
    return hand.take(call, course, attempts, subject).goOn(course.turnedAway(breaker));
  }

  private static void payIn(@Nullable RetryBudget budget, List<@Nullable Object> cell, int depth) {
    if (budget != null && (depth == Ambient.FIRST || !Ambient.isPaidAround(cell, depth, budget))) {
      budget.succeeded();
    }
  }

  private static void leave(
      List<@Nullable Object> cell, int depth, @Nullable Breaker breaker, @Nullable Object permit) {
    Ambient.leave(cell, depth);
    // Used or handed on already, unless not even the memory was there to go on.
    if (permit != null && breaker != null) {
      breaker.giveBack(permit);
    }
  }

  private static <S> @Nullable Object timed(
      Hand hand, CallSite site, Attempts<S> attempts, S subject, List<@Nullable Object> cell)
      throws Throwable {
    Call call = Call.inside(Ambient.scope(cell), site).startedAt(site.engine().time().nanos());
    int depth = Ambient.enter(cell, call);
    try {
      Course course = new Course(call);
      return hand.take(call, course, attempts, subject).goOn(course.begin());
    } finally {
      Ambient.leave(cell, depth);
    }
  }

  /** A first attempt has been made, or may be made now. */
  private static <S> AttemptHand take(
      Hand hand,
      List<@Nullable Object> cell,
      long start,
      Attempts<S> attempts,
      S subject,
      @Nullable Breaker breaker,
      @Nullable Object permit) {
    Call call = begun(cell, start);
    Course course = new Course(call);
    AttemptHand taken = hand.take(call, course, attempts, subject);
    course.inFirstAttempt(breaker, permit);
    return taken;
  }

  private static Call begun(List<@Nullable Object> cell, long start) {
    Call call = Ambient.call(cell);
    if (call == null) {
      throw new IllegalStateException("no call is running");
    }
    return call.startedAt(start);
  }
}
