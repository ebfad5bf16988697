package io.github.retrystarter.event;

import java.util.Locale;

/** How a call ended; every call has exactly one. All but the first two are reasons to give up. */
public enum Outcome {
  /** The first attempt succeeded. */
  SUCCESS,
  /** A later attempt succeeded. */
  SUCCESS_AFTER_RETRY,
  /** The retries are used up. */
  EXHAUSTED,
  /** A failure that no retry heals. */
  PERMANENT,
  /** No time is left for another attempt. */
  TIMEOUT,
  /** The retry budget is empty. */
  BUDGET,
  /** The circuit breaker is open. */
  CIRCUIT_OPEN,
  /** The server asked for a longer wait than the policy grants. */
  RETRY_AFTER,
  /** The work may have been done, and must not be done twice. */
  NOT_IDEMPOTENT,
  /** The surrounding transaction can't be committed any more. */
  TRANSACTION_ROLLED_BACK,
  /** An inner retryable call has already given up. */
  NESTED,
  /** The thread was interrupted. */
  INTERRUPTED,
  /** The caller cancelled. */
  CANCELLED,
  /** The application is closing. */
  SHUTDOWN;

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
