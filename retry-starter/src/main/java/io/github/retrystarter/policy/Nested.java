package io.github.retrystarter.policy;

/** What to do about a failure on which an inner retryable call has given up. */
public enum Nested {
  /** It is not retried again: layers of retries do not multiply. */
  COLLAPSE,
  /** It is retried as any other. */
  MULTIPLY
}
