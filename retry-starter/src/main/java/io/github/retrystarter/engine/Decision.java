package io.github.retrystarter.engine;

import io.github.retrystarter.event.Outcome;

/** What to do after an attempt that did not succeed. */
sealed interface Decision {

  /** Wait so many nanoseconds, then try again; with the lanes as they are then. */
  record Retry(long nanos, Lanes lanes) implements Decision {}

  /** Give up. */
  record Stop(Outcome outcome) implements Decision {}
}
