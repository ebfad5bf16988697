package io.github.retrystarter.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of some time: of a whole call, of one attempt of it, or of a request that is served.
 * Immutable.
 *
 * @param at when, on the engine's clock, nanoseconds
 * @param whose the call that has the limit; null where it is the request's
 * @param ofAttempt whether it is the end of an attempt
 * @param nanos the limit itself
 */
record Deadline(long at, @Nullable Call whose, boolean ofAttempt, long nanos) {

  /** Nanoseconds left; negative after it. */
  long left(long now) {
    return at - now;
  }

  /** The time left; never negative. */
  Duration leftFrom(long now) {
    return Duration.ofNanos(Math.max(0, left(now)));
  }

  /** The limit itself. */
  Duration limit() {
    return Duration.ofNanos(nanos);
  }

  /** The earlier one, as seen now; of two at once the first. */
  static @Nullable Deadline first(@Nullable Deadline one, @Nullable Deadline other, long now) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.left(now) <= other.left(now) ? one : other;
  }

  /** For use in a sentence about a call that it ends. */
  String told(Call ended) {
    if (whose == null) {
      return "the time of %s that the caller of this service had left is over".formatted(limit());
    }
    String limit = ofAttempt ? "attempt-timeout" : "timeout";
    if (whose != ended) {
      String method = whose.site().stats().method();
      return "the %s of %s, which called it, of %s is over".formatted(limit, method, limit());
    }
    return ofAttempt
        ? "the attempt-timeout of %s is over".formatted(limit())
        : "the call's timeout of %s is over".formatted(limit());
  }
}
