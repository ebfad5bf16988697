package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.breaker.BreakerSettings.Mode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a circuit breaker, each null where it is not set.
 *
 * @param failureRateThreshold Percent of failed calls at which it trips: above 0, up to 100.
 * @param slidingWindowSize Number of the last calls that the rates are of. Not together with
 *     sliding-window-duration.
 * @param slidingWindowDuration Length of the time that the rates are of, 1s or more. Not together
 *     with sliding-window-size.
 * @param minimumCalls Calls in the window before a rate can trip it. The size of the window, if
 *     that is smaller.
 * @param consecutiveFailures Failures in a row at which it trips, whatever the rate. Off, if not
 *     set.
 * @param slowCallDuration An attempt longer than this is slow, whether it failed or not. Off, if
 *     not set.
 * @param slowCallRateThreshold Percent of slow calls at which it trips: above 0, up to 100. Only
 *     with slow-call-duration.
 * @param openDuration How long it stays open. Then it is half-open, by the clock.
 * @param openMultiplier By how much each failed half-open round lengthens the next open time, 1 or
 *     more.
 * @param maxOpenDuration Bound of the open time. The open-duration, if that is longer.
 * @param halfOpenCalls Calls let through while half-open. When all have ended it opens or closes.
 * @param ignore Neither success nor failure: exception classes or failure kinds, beside what is so
 *     by default.
 * @param record Failures, though they are ignored by default: exception classes or failure kinds.
 * @param mode Whether it rejects calls, only shows what it would do, or is off.
 */
record BreakerProperties(
    @Nullable Double failureRateThreshold,
    @Nullable Integer slidingWindowSize,
    @Nullable Duration slidingWindowDuration,
    @Nullable Integer minimumCalls,
    @Nullable Integer consecutiveFailures,
    @Nullable Duration slowCallDuration,
    @Nullable Double slowCallRateThreshold,
    @Nullable Duration openDuration,
    @Nullable Double openMultiplier,
    @Nullable Duration maxOpenDuration,
    @Nullable Integer halfOpenCalls,
    @Nullable List<String> ignore,
    @Nullable List<String> record,
    @Nullable Mode mode) {

  static final BreakerProperties EMPTY =
      new BreakerProperties(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null);
}
