package io.github.retrystarter.failure;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What messages tell where the type does not. */
final class Messages {

  private Messages() {}

  /** In lower case; empty where there is none, or where the exception's own code throws. */
  static String of(Throwable failure) {
    try {
      String message = message(failure);
      return message == null ? "" : message.toLowerCase(Locale.ROOT);
    } catch (Throwable bug) {
      return "";
    }
  }

  static boolean tellOfBrokenConnection(Throwable failure) {
    String message = of(failure);
    return message.contains("reset")
        || message.contains("broken pipe")
        || message.contains("connection abort");
  }

  static boolean tellOfTimeout(Throwable failure) {
    String message = of(failure);
    return message.contains("timeout") || message.contains("timed out");
  }

  private static @Nullable String message(Throwable failure) {
    return failure.getMessage();
  }
}
