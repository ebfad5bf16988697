package io.github.retrystarter.engine;

import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.budget.RetryBudget;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt holds: a breaker's permit, and the token that it cost if it is a retry. Each goes
 * back to where it came from, once, whatever ends the attempt and whatever was changed live in
 * between. Used by one call.
 */
final class Pass {

  /** Volatile, as the next: calls inside may look at them from other threads. */
  private volatile @Nullable Breaker breaker;

  private volatile @Nullable Object permit;
  private @Nullable RetryBudget payer;

  /** Pays for a retry to come; false where the budget is empty. */
  boolean pay(@Nullable RetryBudget budget, long now) {
    if (budget != null && !budget.tryRetry(now)) {
      return false;
    }
    payer = budget;
    return true;
  }

  /** Asks the breaker; false where it lets the attempt not through. */
  boolean enter(@Nullable Breaker asked) {
    Object permitted = asked == null ? null : asked.tryEnter();
    adopt(asked, permitted);
    return asked == null || permitted != null;
  }

  /** Whether it holds one of the places of a half-open breaker. */
  boolean isTrialAt(Breaker asked) {
    Object held = permit;
    return breaker == asked && held != null && asked.isTrial(held);
  }

  /** Takes over what was got elsewhere. */
  void adopt(@Nullable Breaker from, @Nullable Object permitted) {
    breaker = from;
    permit = permitted;
  }

  /** Whether somebody wants to know how long the attempt takes. */
  boolean timesCalls() {
    Breaker asked = breaker;
    return asked != null && permit != null && asked.timesCalls();
  }

  /**
   * The attempt succeeded, and with it the call.
   *
   * @param budget the policy's
   * @param call which call
   * @param nanos how long it took; 0 where nobody wants to know
   */
  void succeeded(@Nullable RetryBudget budget, Call call, long nanos) {
    returned(nanos);
    RetryBudget paid = payer;
    payer = null;
    if (paid != null && call.isPaidAround(paid)) {
      paid.refund();
    } else if (paid != null) {
      paid.retrySucceeded();
    } else if (budget != null && !call.isPaidAround(budget)) {
      budget.succeeded();
    }
  }

  /**
   * The attempt goes on, but its dependency answers: others may try the breaker that is half open.
   */
  void answers(long nanos) {
    Breaker asked = breaker;
    if (asked != null && isTrialAt(asked)) {
      returned(nanos);
    }
  }

  /** The attempt returned a value that is not good enough: the dependency is well. */
  void rejected(@Nullable RetryBudget budget, long nanos) {
    returned(nanos);
    spend(budget);
  }

  private void returned(long nanos) {
    Breaker asked = breaker;
    Object held = permit;
    permit = null;
    if (asked != null && held != null) {
      asked.leave(held, false, nanos);
    }
  }

  /** The attempt failed. */
  void failed(Throwable thrown, String kind, @Nullable RetryBudget budget, long nanos) {
    Breaker asked = breaker;
    Object held = permit;
    if (asked != null && held != null) {
      boolean neutral = asked.settings().counted().isNeutral(thrown, kind);
      permit = null;
      if (neutral) {
        asked.giveBack(held);
      } else {
        asked.leave(held, true, nanos);
      }
    }
    spend(budget);
  }

  private void spend(@Nullable RetryBudget budget) {
    RetryBudget known = payer != null ? payer : budget;
    payer = null;
    if (known != null) {
      known.failed();
    }
  }

  /** No attempt is made of it, or nobody knows how it ended. Does nothing where nothing is held. */
  void giveBack() {
    Breaker asked = breaker;
    Object held = permit;
    permit = null;
    if (asked != null && held != null) {
      asked.giveBack(held);
    }
    RetryBudget paid = payer;
    payer = null;
    if (paid != null) {
      paid.giveBack();
    }
  }
}
