package io.github.retrystarter.policy;

/** What to do about a server's wish to wait. */
public enum RetryAfter {
  /** It replaces the computed delay. */
  HONOR,
  /** The computed delay stands. */
  IGNORE
}
