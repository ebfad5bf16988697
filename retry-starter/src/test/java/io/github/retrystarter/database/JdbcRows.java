package io.github.retrystarter.database;

import static io.github.retrystarter.database.Row.fail;
import static io.github.retrystarter.database.Row.retry;
import static io.github.retrystarter.database.Row.retryNotDone;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** What only JDBC has: batches, time limits, cancelling, closing. */
final class JdbcRows {

  private static final String INSERT = "insert into account values (?, 'Cid', 0, 0)";

  private final Database database;
  private final Ways ways;

  JdbcRows(Database database, Ways ways) {
    this.database = database;
    this.ways = ways;
  }

  Stream<Row> rows() {
    return Stream.of(
        row("a duplicate key in a batch through JDBC", fail("db_integrity"), this::duplicate),
        row(
            "a duplicate key in a batch through JdbcTemplate",
            fail("db_integrity"),
            () ->
                ways.jdbcTemplate()
                    .batchUpdate(INSERT, List.of(new Object[] {3}, new Object[] {1}))),
        row(
            "a missing parent in a batch of statements through JdbcTemplate",
            fail("db_integrity"),
            () ->
                ways.jdbcTemplate()
                    .batchUpdate(
                        "update account set balance = 1", "insert into posting values (1, 99)")),
        row("a lock in a batch through JDBC", retryNotDone("db_lock_timeout"), this::lockTimeout),
        row(
            "a deadlock in a batch through JdbcTemplate",
            retryNotDone("db_deadlock"),
            this::deadlock),
        row(
            "a statement that another thread cancels, through JDBC",
            retryNotDone("db_timeout"),
            this::cancelled),
        row(
            "a connection that the application has closed, through JDBC",
            retry("db_connection", Executed.MAYBE),
            this::closed),
        row(
            "a connection that the application has closed, through JdbcTemplate",
            // The one that it shares is gone, so none was had.
            retryNotDone("db_connection"),
            this::closedBelowTheTemplate));
  }

  private Row row(String trouble, Failure expected, Row.Work work) {
    return new Row(
        database.product() + ": " + trouble,
        expected,
        () -> {
          ways.to(database.dataSource());
          work.run();
        });
  }

  private void duplicate() throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      connection.setAutoCommit(false);
      for (long id : new long[] {3, 1}) {
        insert.setLong(1, id);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void lockTimeout() throws Exception {
    try (Client other = Client.inTransaction(database)) {
      other.sql(LockTroubles.touch(1));
      try (Connection connection = database.dataSource().getConnection();
          Statement batch = connection.createStatement()) {
        connection.setAutoCommit(false);
        batch.execute(database.isH2() ? "set lock_timeout 10" : "set local lock_timeout = '10ms'");
        batch.addBatch(LockTroubles.touch(2));
        batch.addBatch(LockTroubles.touch(1));
        batch.executeBatch();
      }
    }
  }

  private void deadlock() {
    try (Client other = Client.inTransaction(database)) {
      if (!database.isH2()) {
        other.sql("set local deadlock_timeout = '1h'");
      }
      other.sql(LockTroubles.touch(2));
      JdbcTemplate jdbc = ways.jdbcTemplate();
      new TransactionTemplate(ways.plainManager())
          .executeWithoutResult(
              status -> {
                jdbc.execute(database.isH2() ? "select 1" : "set local deadlock_timeout = '1ms'");
                jdbc.execute(LockTroubles.touch(1));
                other.sqlThatWaits(LockTroubles.touch(1));
                jdbc.batchUpdate(LockTroubles.touch(2));
              });
    }
  }

  private void closed() throws Exception {
    Connection connection = database.dataSource().getConnection();
    connection.close();
    connection.createStatement().close();
  }

  private void closedBelowTheTemplate() throws Exception {
    Connection connection = database.dataSource().getConnection();
    connection.close();
    new JdbcTemplate(new SingleConnectionDataSource(connection, true)).execute("select 1");
  }

  /** As soon as the statement runs: a server ignores what comes before. */
  private void cancelled() throws Exception {
    String endless =
        database.isH2() ? StatementTroubles.ENDLESS_ON_H2 : "select cast(pg_sleep(60) as text)";
    String running =
        database.isH2()
            ? "select count(*) > 0 from information_schema.sessions"
                + " where executing_statement like 'select sum%'"
            : "select count(*) > 0 from pg_stat_activity where wait_event = 'PgSleep'";
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      CompletableFuture<Void> cancelling =
          CompletableFuture.runAsync(
              () -> {
                database.awaitTrue(running);
                cancel(statement);
              });
      try {
        statement.execute(endless);
      } finally {
        cancelling.join();
      }
    }
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
