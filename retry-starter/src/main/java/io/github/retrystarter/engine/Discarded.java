package io.github.retrystarter.engine;

import java.io.InputStream;
import java.io.Reader;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * A returned value that was rejected and goes to nobody: what it holds open (a connection of a
 * pool) is closed before the wait. Only types whose instances belong to the one who got them; any
 * other AutoCloseable may be shared.
 */
final class Discarded {

  private Discarded() {}

  /** Closes it; false where there is nothing to close. */
  static boolean close(@Nullable Object value) {
    Object held = value instanceof HttpResponse<?> response ? response.body() : value;
    if (held instanceof InputStream
        || held instanceof Reader
        || held instanceof BaseStream
        || held instanceof ResultSet
        || held instanceof Statement
        || held instanceof Connection) {
      quietly((AutoCloseable) held);
      return true;
    }
    return false;
  }

  private static void quietly(AutoCloseable held) {
    try {
      held.close();
    } catch (Exception failed) {
      // Nobody will use it any more.
    }
  }
}
