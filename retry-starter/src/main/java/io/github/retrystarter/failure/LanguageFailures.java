package io.github.retrystarter.failure;

import java.util.List;
import java.util.concurrent.CancellationException;

/** {@code java.lang}: bugs, errors, interruption. */
final class LanguageFailures implements FailureTable {

  /** Not IllegalStateException: too much that is transient comes as one. */
  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(Error.class, Kind.ERROR),
        Row.of(InterruptedException.class, Kind.INTERRUPTED),
        Row.of(CancellationException.class, Kind.CANCELLED),
        Row.of(SecurityException.class, Kind.SECURITY),
        Row.of(NullPointerException.class, Kind.PROGRAMMING),
        Row.of(IllegalArgumentException.class, Kind.PROGRAMMING),
        Row.of(ClassCastException.class, Kind.PROGRAMMING),
        Row.of(UnsupportedOperationException.class, Kind.PROGRAMMING),
        Row.of(IndexOutOfBoundsException.class, Kind.PROGRAMMING));
  }
}
