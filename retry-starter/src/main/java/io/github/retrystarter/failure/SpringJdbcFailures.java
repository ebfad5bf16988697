package io.github.retrystarter.failure;

import io.github.retrystarter.failure.Row.Yields;
import java.util.List;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/** Spring JDBC: no connection was had, so nothing was done. */
final class SpringJdbcFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(CannotGetJdbcConnectionException.class, Kind.DB_CONNECTION.notExecuted())
            .yielding(Yields.TO_THE_DRIVER));
  }
}
