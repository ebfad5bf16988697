package io.github.retrystarter.breaker;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.failure.FailureMatcher;
import io.github.retrystarter.failure.Kinds;

/**
 * Which failures count against a dependency. Those that say nothing about its health are neutral:
 * they are neither success nor failure. Immutable.
 *
 * @param ignore neutral too, and wins over {@code record}
 * @param record counted, though neutral by default
 */
public record CountedFailures(FailureMatcher ignore, FailureMatcher record) {

  /** As {@link Kinds#isNeutral} says. */
  public static final CountedFailures DEFAULT =
      new CountedFailures(FailureMatcher.NONE, FailureMatcher.NONE);

  /**
   * Whether a failure says nothing about the dependency's health.
   *
   * @param failure what was thrown
   * @param kind its kind
   * @return true if it is neither success nor failure
   */
  public boolean isNeutral(Throwable failure, String kind) {
    if (lists(ignore, failure, kind)) {
      return true;
    }
    return Kinds.isNeutral(kind) && !lists(record, failure, kind);
  }

  /** The cause of an attempt that was cut is the failure of the one before: that was told then. */
  private static boolean lists(FailureMatcher matcher, Throwable failure, String kind) {
    return failure instanceof AttemptTimeoutException
        ? matcher.listsByItself(failure, kind)
        : matcher.lists(failure, kind);
  }
}
