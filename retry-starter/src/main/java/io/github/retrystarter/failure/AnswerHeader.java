package io.github.retrystarter.failure;

import org.jspecify.annotations.Nullable;

/** How to read a header of the answer that one library's exceptions hold. */
@FunctionalInterface
interface AnswerHeader {

  /** The first value; null where the exception is of another library, or has no such header. */
  @Nullable String of(Throwable failure, String name);
}
