package io.github.retrystarter.engine;

import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How a call ends: its one outcome counted, everybody told, its failure marked. */
final class Ending {

  private final Call call;
  private final CallStats stats;
  private final Engine engine;

  Ending(Call call) {
    this.call = call;
    this.stats = call.site().stats();
    this.engine = call.site().engine();
  }

  Outcome succeeded() {
    long elapsed = call.elapsed();
    call.ended();
    if (call.attempt() == 1) {
      stats.succeededAtOnce();
      engine.listeners().ended(stats, Outcome.SUCCESS, elapsed, null);
      return Outcome.SUCCESS;
    } else {
      stats.ended(Outcome.SUCCESS_AFTER_RETRY);
      engine
          .listeners()
          .ended(
              stats,
              Outcome.SUCCESS_AFTER_RETRY,
              elapsed,
              () -> event(null, null, null, 0, elapsed));
      return Outcome.SUCCESS_AFTER_RETRY;
    }
  }

  void gaveUp(Outcome outcome, @Nullable Throwable failure) {
    long elapsed = call.elapsed();
    call.ended();
    stats.ended(outcome);
    call.tellRequest(outcome);
    if (failure != null) {
      mark(failure, outcome, elapsed);
    }
    engine.listeners().ended(stats, outcome, elapsed, () -> event(outcome, 0, elapsed));
  }

  void fallingBack(Outcome outcome) {
    engine.listeners().fallingBack(event(outcome, 0));
  }

  void fallbackAnswered() {
    stats.fellBack(true);
  }

  /** The caller gets the fallback's own failure. */
  void fallbackFailed(Throwable own, Throwable failure, Outcome outcome) {
    stats.fellBack(false);
    suppress(own, failure);
    tellAround(own, outcome);
  }

  /**
   * Once, like the marker: a fallback may throw the same instance for every call. What calls inside
   * this one have left there is no such mark.
   */
  private void suppress(Throwable own, Throwable failure) {
    synchronized (own) {
      boolean hasOne = Arrays.stream(own.getSuppressed()).anyMatch(this::isOfOtherCall);
      if (own != failure && !hasOne) {
        own.addSuppressed(failure);
      }
    }
  }

  private boolean isOfOtherCall(Throwable suppressed) {
    RetryInfo info = RetryInfo.of(suppressed).orElse(null);
    return info != null && !(info.callTree() instanceof Nest nest && nest.isInside(call.nest()));
  }

  RetryEvent event(@Nullable Outcome reason, long delay) {
    return event(reason, delay, call.elapsed());
  }

  private RetryEvent event(@Nullable Outcome reason, long delay, long elapsed) {
    String kind = call.lastKind();
    return event(call.lastFailure().orElse(null), kind, reason, delay, elapsed);
  }

  private RetryEvent event(
      @Nullable Throwable failure,
      @Nullable String kind,
      @Nullable Outcome reason,
      long delay,
      long elapsed) {
    return new RetryEvent(
        stats.policy(),
        stats.method(),
        call.attempt(),
        failure,
        kind,
        reason == null ? null : reason.tag(),
        Duration.ofNanos(delay),
        Duration.ofNanos(elapsed));
  }

  /**
   * Marks the failure once: an instance that is shared between calls, or that an inner call marked,
   * gets no second marker, or it would grow without bound. The lock makes looking and adding one
   * step; it is the one that the exception itself takes.
   */
  private void mark(Throwable failure, Outcome outcome, long elapsed) {
    RetryInfo info =
        new RetryInfo(
            stats.policy(),
            outcome.tag(),
            call.attempt(),
            Duration.ofNanos(elapsed),
            call.kinds(),
            call.outerNest());
    synchronized (failure) {
      if (RetryInfo.of(failure).isEmpty()) {
        failure.addSuppressed(info);
      }
    }
    tellAround(failure, outcome);
  }

  /** The calls around this one are not to try it again. */
  private void tellAround(Throwable failure, Outcome outcome) {
    Nest around = call.outerNest();
    if (around != null) {
      around.remember(failure, outcome);
    }
  }
}
