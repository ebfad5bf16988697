package io.github.retrystarter.policy;

/** What to do about a failure that nobody knows. */
public enum Unclassified {
  /** Retry it. */
  RETRY,
  /** Give up. */
  FAIL
}
