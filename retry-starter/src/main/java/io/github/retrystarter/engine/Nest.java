package io.github.retrystarter.engine;

import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.failure.CauseChain;
import org.jspecify.annotations.Nullable;

/**
 * A call's place among the calls around it, and how it knows failures on which a call inside it has
 * given up: by the marker that such a failure carries, which names the nest that it was set in. So
 * an instance that is shared between calls is not mistaken for one, though it carries the marker of
 * another call.
 *
 * <p>Some exceptions can't be marked, because they take no suppressed ones, or because they are
 * shared and marked already; the last of these is remembered here.
 *
 * <p>Thread-safe: an inner call may end in another thread.
 */
final class Nest {

  private final @Nullable Nest outer;
  private volatile @Nullable Throwable unmarked;

  Nest(@Nullable Nest outer) {
    this.outer = outer;
  }

  /** Whether a call inside this one has given up on a failure, or on one of its causes. */
  boolean gaveUpOn(Throwable failure) {
    return CauseChain.any(failure, each -> each == unmarked || isMarked(each));
  }

  private boolean isMarked(Throwable failure) {
    RetryInfo info = RetryInfo.of(failure).orElse(null);
    return info != null
        && info.callTree() instanceof Nest nest
        && nest.isInside(this)
        && !isOuterConcern(info.reason());
  }

  boolean isInside(Nest other) {
    for (Nest each = this; each != null; each = each.outer) {
      if (each == other) {
        return true;
      }
    }
    return false;
  }

  /** A call inside this one has given up; its failure is marked where it can be. */
  void remember(Throwable failure, Outcome outcome) {
    if (!isOuterConcern(outcome.tag()) && !gaveUpOn(failure)) {
      unmarked = failure;
    }
  }

  /** Another attempt begins: what was swallowed in the one before is no concern of it. */
  void forget() {
    unmarked = null;
  }

  /**
   * A lost transaction is no verdict on the work: the call that begins it is the one that can try
   * again, and the inner one could not.
   */
  private static boolean isOuterConcern(String reason) {
    return reason.equals(Outcome.TRANSACTION_ROLLED_BACK.tag());
  }
}
