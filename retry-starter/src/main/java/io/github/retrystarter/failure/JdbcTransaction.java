package io.github.retrystarter.failure;

import java.sql.SQLException;
import org.springframework.jdbc.datasource.ConnectionHolder;

/** A connection that broke takes its transaction with it. */
final class JdbcTransaction implements TransactionProbe {

  @Override
  public State look(Object resource) throws SQLException {
    return resource instanceof ConnectionHolder holder && holder.getConnection().isClosed()
        ? State.LOST
        : State.UNKNOWN;
  }
}
