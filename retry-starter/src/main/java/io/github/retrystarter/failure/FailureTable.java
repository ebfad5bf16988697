package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What one library's exceptions mean. Sees one exception, not its causes, and answers null for one
 * that it does not know or that only carries another.
 */
@FunctionalInterface
interface FailureTable {

  @Nullable Failure classify(Throwable failure);

  static Failure retry(String kind, Failure.Executed executed) {
    return new Failure(kind, Failure.Verdict.RETRY, executed, null);
  }

  static Failure fail(String kind, Failure.Executed executed) {
    return new Failure(kind, Failure.Verdict.FAIL, executed, null);
  }
}
