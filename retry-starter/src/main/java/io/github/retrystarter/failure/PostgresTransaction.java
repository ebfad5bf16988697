package io.github.retrystarter.failure;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.springframework.jdbc.datasource.ConnectionHolder;

/**
 * PostgreSQL aborts a transaction with every failed statement, unless a savepoint saves it. Its
 * driver knows from the last answer of the server, so nothing is sent.
 */
final class PostgresTransaction implements TransactionProbe {

  @Override
  public State look(Object resource) throws SQLException {
    if (!(resource instanceof ConnectionHolder holder)) {
      return State.UNKNOWN;
    }
    Connection connection = holder.getConnection();
    if (!connection.isWrapperFor(BaseConnection.class)) {
      return State.UNKNOWN;
    }
    return switch (connection.unwrap(BaseConnection.class).getTransactionState()) {
      case FAILED -> State.LOST;
      case OPEN -> State.ALIVE;
      case IDLE -> State.UNKNOWN;
    };
  }
}
