package io.github.retrystarter.failure;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import org.jspecify.annotations.Nullable;

/** The starter's own exceptions. */
final class StarterFailures implements FailureTable {

  private static final Failure CUT = FailureTable.retry(Kinds.ATTEMPT_TIMEOUT, Executed.MAYBE);

  @Override
  public @Nullable Failure classify(Throwable failure) {
    return failure instanceof AttemptTimeoutException ? CUT : null;
  }
}
