package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.ObjectStreamException;
import java.net.MalformedURLException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.file.FileSystemException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code java.io} and {@code java.nio}, where {@link NetworkFailures} knows nothing better. */
final class IoFailures implements FailureTable {

  private static final Failure FILE = FailureTable.fail(Kinds.FILE, Executed.NO);
  private static final Failure IO = FailureTable.retry(Kinds.IO, Executed.MAYBE);
  private static final Failure RESET = FailureTable.retry(Kinds.CONNECTION_RESET, Executed.MAYBE);
  private static final Failure READ_TIMEOUT =
      FailureTable.retry(Kinds.READ_TIMEOUT, Executed.MAYBE);
  private static final Failure INTERRUPTED = FailureTable.fail(Kinds.INTERRUPTED, Executed.MAYBE);
  private static final Failure PROGRAMMING = FailureTable.fail(Kinds.PROGRAMMING, Executed.MAYBE);

  @Override
  public @Nullable Failure classify(Throwable failure) {
    if (!(failure instanceof IOException)) {
      return null;
    }
    if (failure instanceof FileNotFoundException || failure instanceof FileSystemException) {
      return FILE;
    }
    if (failure instanceof ClosedByInterruptException
        || failure instanceof FileLockInterruptionException) {
      return INTERRUPTED;
    }
    if (failure instanceof InterruptedIOException) {
      // HTTP clients also report their time limits with this type.
      return Messages.tellOfTimeout(failure) ? READ_TIMEOUT : INTERRUPTED;
    }
    if (failure instanceof ObjectStreamException || failure instanceof MalformedURLException) {
      return PROGRAMMING;
    }
    if (failure instanceof InterruptedByTimeoutException) {
      return READ_TIMEOUT;
    }
    if (carriesBetter(failure)) {
      return null;
    }
    // Channels report a broken connection with the plain type.
    return Messages.tellOfBrokenConnection(failure) ? RESET : IO;
  }

  /**
   * A plain IOException that some library wrapped around a more telling failure, a broken
   * connection or an interruption say, leaves it to that one; the JDK's HttpClient wraps twice.
   */
  private static boolean carriesBetter(Throwable failure) {
    return isPlain(failure) && CauseChain.any(failure, IoFailures::isTelling);
  }

  private static boolean isTelling(Throwable failure) {
    return (failure instanceof IOException && !isPlain(failure))
        || failure instanceof InterruptedException
        || failure instanceof TimeoutException;
  }

  private static boolean isPlain(Throwable failure) {
    return failure.getClass() == IOException.class;
  }
}
