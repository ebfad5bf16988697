package io.github.retrystarter.database;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * Another client of a database, who is in the way: one connection and one transaction, with a
 * thread for statements that wait. Its failures are the test's own.
 */
final class Client implements AutoCloseable {

  private final Database database;
  private final Connection connection;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private Future<?> waiting = CompletableFuture.completedFuture(null);

  Client(Database database) {
    this.database = database;
    try {
      connection = database.dataSource().getConnection();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every later statement is part of one transaction. */
  static Client inTransaction(Database database) {
    Client client = new Client(database);
    try {
      client.connection.setAutoCommit(false);
      return client;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Client sql(String statement) {
    try (Statement each = connection.createStatement()) {
      each.execute(statement);
      return this;
    } catch (SQLException e) {
      throw new IllegalStateException(statement, e);
    }
  }

  <T> T ask(String question, Class<T> type) {
    try (Statement each = connection.createStatement();
        ResultSet answer = each.executeQuery(question)) {
      // An answer without a row is one too: there is no such thing.
      return answer.next() ? answer.getObject(1, type) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(question, e);
    }
  }

  /** Begins a statement in the client's own thread; returns when it waits for a lock. */
  void sqlThatWaits(String statement) {
    String me = ask(database.me(), String.class);
    waiting = thread.submit(() -> sql(statement));
    database.awaitBlocked(me);
  }

  void commit() {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the transaction, after what it waited for: the others must have ended theirs. */
  @Override
  public void close() {
    try {
      waiting.get(60, SECONDS);
      if (!connection.isClosed() && !connection.getAutoCommit()) {
        connection.rollback();
      }
      connection.close();
    } catch (SQLException | InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.shutdownNow();
    }
  }
}
