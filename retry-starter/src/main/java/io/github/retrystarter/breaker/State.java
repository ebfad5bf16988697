package io.github.retrystarter.breaker;

import java.util.Locale;

/** The states of a breaker. */
public enum State {
  /** Calls go through and are counted. */
  CLOSED,
  /** Calls are rejected until the open time is over. */
  OPEN,
  /** A few calls go through, to see. */
  HALF_OPEN,
  /** Calls are rejected until an operator says otherwise. */
  FORCED_OPEN,
  /** Calls go through and are not counted. */
  DISABLED;

  private final String tag = name().toLowerCase(Locale.ROOT);

  /**
   * The name that users see.
   *
   * @return in lower case, with underscores
   */
  public String tag() {
    return tag;
  }
}
