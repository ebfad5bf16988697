package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import org.jspecify.annotations.Nullable;

/** {@code java.lang}: bugs, errors, interruption. */
final class LanguageFailures implements FailureTable {

  private static final Failure PROGRAMMING = FailureTable.fail(Kinds.PROGRAMMING, Executed.MAYBE);
  private static final Failure ERROR = FailureTable.fail(Kinds.ERROR, Executed.MAYBE);
  private static final Failure INTERRUPTED = FailureTable.fail(Kinds.INTERRUPTED, Executed.MAYBE);

  @Override
  public @Nullable Failure classify(Throwable failure) {
    if (failure instanceof Error) {
      return ERROR;
    }
    if (failure instanceof InterruptedException) {
      return INTERRUPTED;
    }
    return isBug(failure) ? PROGRAMMING : null;
  }

  /** Not IllegalStateException: too much that is transient comes as one. */
  private static boolean isBug(Throwable failure) {
    return failure instanceof NullPointerException
        || failure instanceof IllegalArgumentException
        || failure instanceof ClassCastException
        || failure instanceof UnsupportedOperationException
        || failure instanceof IndexOutOfBoundsException;
  }
}
