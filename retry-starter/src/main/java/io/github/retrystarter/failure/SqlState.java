package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What an SQLSTATE means. Classes (the first two characters) are of ISO/IEC 9075-2, section 24; 53,
 * 55 and 57 are PostgreSQL's, appendix A of its manual, and Db2's.
 */
final class SqlState {

  private static final int LENGTH = 5;

  private SqlState() {}

  /** Null for one that is not known. */
  static @Nullable Failure lookUp(@Nullable String state) {
    if (state == null || state.length() != LENGTH) {
      return null;
    }
    Failure known = whole(state);
    return known == null ? byClass(state.substring(0, 2)) : known;
  }

  private static @Nullable Failure whole(String state) {
    return switch (state) {
      case "40P01" -> Kind.DB_DEADLOCK.failure();
      case "40002" -> Kind.DB_INTEGRITY.failure();
      // "Statement completion unknown".
      case "40003" -> Kind.DB_CONNECTION.failure();
      // HYT00: of ODBC, H2's for a lock that was not had.
      case "55P03", "HYT00" -> Kind.DB_LOCK_TIMEOUT.failure();
      case "57014" -> Kind.DB_TIMEOUT.failure();
      case "25P02" -> Kind.DB_TRANSACTION_ABORTED.failure();
      // The server ended the session: it was idle in a transaction, or the transaction too long.
      case "25P03", "25P04" -> Kind.DB_CONNECTION.failure();
      case "42501" -> Kind.DB_ACCESS.failure();
      // Not connected, turned away, too many connections, starting up: nothing was done.
      case "08001", "08004", "53300", "57P03" -> Kind.DB_CONNECTION.notExecuted();
      default -> state.startsWith("57P") ? Kind.DB_CONNECTION.failure() : null;
    };
  }

  private static @Nullable Failure byClass(String group) {
    return switch (group) {
      case "40" -> Kind.DB_SERIALIZATION.failure();
      case "08", "53" -> Kind.DB_CONNECTION.failure();
      // A savepoint that is gone: with it the transaction that it was set in.
      case "3B" -> Kind.DB_TRANSACTION_ABORTED.failure();
      case "28", "3D" -> Kind.DB_ACCESS.failure();
      // Values that do not fit (22), constraints (23), triggers (27), views with check option (44).
      case "22", "23", "27", "44" -> Kind.DB_INTEGRITY.failure();
      // Wrong SQL (42), parameters (07) or columns (21) that do not fit it.
      case "42", "07", "21" -> Kind.DB_SYNTAX.failure();
      default -> null;
    };
  }
}
