package io.github.retrystarter.tracing;

/** What an observation registry is told of retries. */
public enum Observations {
  /** Each retry is an event of the observation that the call is a part of. */
  EVENTS,
  /** Each attempt is an observation of its own. */
  ATTEMPTS,
  /** Nothing. */
  NONE
}
