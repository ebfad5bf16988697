package io.github.retrystarter.database;

import io.github.retrystarter.support.CapturedLog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.List;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps from the console what transaction managers and servers say of failures that are wanted. */
final class Quiet implements AutoCloseable {

  private final List<CapturedLog> logs =
      List.of(
          new CapturedLog(TransactionTemplate.class),
          new CapturedLog(DataSourceTransactionManager.class),
          new CapturedLog(JdbcTransactionManager.class),
          new CapturedLog(JpaTransactionManager.class),
          new CapturedLog(EmbeddedPostgres.class));

  @Override
  public void close() {
    logs.forEach(CapturedLog::close);
  }
}
