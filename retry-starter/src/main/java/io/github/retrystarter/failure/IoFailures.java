package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.failure.Row.Yields;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.ObjectStreamException;
import java.net.MalformedURLException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.file.FileSystemException;
import java.util.List;

/** {@code java.io} and {@code java.nio}, where {@link NetworkFailures} knows nothing better. */
final class IoFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(FileNotFoundException.class, Kind.FILE),
        Row.of(FileSystemException.class, Kind.FILE),
        Row.of(ClosedByInterruptException.class, Kind.INTERRUPTED),
        Row.of(FileLockInterruptionException.class, Kind.INTERRUPTED),
        Row.read(InterruptedIOException.class, IoFailures::interrupted),
        Row.of(ObjectStreamException.class, Kind.PROGRAMMING),
        Row.of(MalformedURLException.class, Kind.PROGRAMMING),
        Row.of(InterruptedByTimeoutException.class, Kind.READ_TIMEOUT),
        // Libraries wrap a more telling failure into it; the JDK's HttpClient does so twice.
        Row.read(IOException.class, IoFailures::other).yielding(Yields.TO_THE_CONNECTION));
  }

  /** HTTP clients also report their time limits with this type. */
  private static Failure interrupted(InterruptedIOException failure) {
    return Messages.tellOfTimeout(failure)
        ? Kind.READ_TIMEOUT.failure()
        : Kind.INTERRUPTED.failure();
  }

  /** Channels report a broken connection with the plain type. */
  private static Failure other(IOException failure) {
    return Messages.tellOfBrokenConnection(failure)
        ? Kind.CONNECTION_RESET.failure()
        : Kind.IO.failure();
  }
}
