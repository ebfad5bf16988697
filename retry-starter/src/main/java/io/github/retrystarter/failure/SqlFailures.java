package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JDBC: the vendor's code first, then the SQLSTATE, then the type. Where the exception itself tells
 * nothing, those that follow it do (batches).
 */
final class SqlFailures implements FailureTable {

  /** A batch of thousands may have as many; and a ring of them must end. */
  private static final int FOLLOWED = 16;

  /** What the standard's types say, for drivers whose codes do not. */
  private static final List<Row> TYPES =
      List.of(
          // Of pools (Hikari): none was free in time.
          Row.of(SQLTransientConnectionException.class, Kind.DB_CONNECTION.notExecuted()),
          Row.of(SQLNonTransientConnectionException.class, Kind.DB_CONNECTION),
          Row.of(SQLRecoverableException.class, Kind.DB_CONNECTION),
          Row.of(SQLTimeoutException.class, Kind.DB_TIMEOUT),
          Row.of(SQLTransactionRollbackException.class, Kind.DB_SERIALIZATION),
          Row.of(SQLIntegrityConstraintViolationException.class, Kind.DB_INTEGRITY),
          Row.of(SQLDataException.class, Kind.DB_INTEGRITY),
          Row.of(SQLSyntaxErrorException.class, Kind.DB_SYNTAX),
          Row.of(SQLInvalidAuthorizationSpecException.class, Kind.DB_ACCESS),
          Row.of(SQLFeatureNotSupportedException.class, Kind.PROGRAMMING));

  @Override
  public List<Row> rows() {
    return List.of(Row.read(SQLException.class, SqlFailures::read).fromDriver());
  }

  private static @Nullable Failure read(SQLException failure) {
    SQLException current = failure;
    for (int i = 0; i < FOLLOWED && current != null; i++) {
      Failure known = readOne(current);
      if (known != null) {
        return known;
      }
      current = current.getNextException();
    }
    return null;
  }

  private static @Nullable Failure readOne(SQLException failure) {
    Failure known = SqlVendor.of(failure).lookUp(failure);
    if (known == null) {
      known = SqlState.lookUp(failure.getSQLState());
    }
    return known == null ? byType(failure) : known;
  }

  private static @Nullable Failure byType(SQLException failure) {
    for (Row row : TYPES) {
      if (row.type().isInstance(failure)) {
        return row.reader().apply(failure);
      }
    }
    return null;
  }
}
