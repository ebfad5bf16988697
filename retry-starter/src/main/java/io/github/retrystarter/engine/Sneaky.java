package io.github.retrystarter.engine;

/** Throws what was thrown, whatever its type: the caller gets the exception itself. */
final class Sneaky {

  private Sneaky() {}

  static RuntimeException rethrow(Throwable failure) {
    return Sneaky.<RuntimeException>as(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: nothing is checked
  private static <X extends Throwable> X as(Throwable failure) throws X {
    throw (X) failure;
  }
}
