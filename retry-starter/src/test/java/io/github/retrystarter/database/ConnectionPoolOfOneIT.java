package io.github.retrystarter.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryListener;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.StatementCallback;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Nobody holds a connection while it waits for a retry: seen with a pool that has only one. */
class ConnectionPoolOfOneIT {

  private static final int THREADS = 8;

  private final HikariDataSource pool = pool();
  private final List<Integer> activeInWaits = new CopyOnWriteArrayList<>();
  private final TransactionalApplication application =
      new TransactionalApplication(
          pool,
          new JdbcTransactionManager(pool),
          new RetryListener() {
            @Override
            public void onRetry(RetryEvent event) {
              activeInWaits.add(active());
            }
          });

  private static HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(Database.h2("pool").dataSource());
    config.setMaximumPoolSize(1);
    return new HikariDataSource(config);
  }

  private int active() {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  @BeforeEach
  void prepare() {
    application.sql("create table note (attempt int)");
    application.time.beforeSleep(() -> activeInWaits.add(active()));
  }

  @AfterEach
  void close() {
    assertThat(active()).isZero();
    assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(1);
    assertThat(pool.getHikariPoolMXBean().getThreadsAwaitingConnection()).isZero();
    application.sql("drop table note");
    application.close();
    pool.close();
  }

  private void insertAndFailTwice() {
    int attempt = application.attempts();
    application.jdbc.update("insert into note values (?)", attempt);
    if (attempt < 3) {
      throw new IllegalStateException("broken");
    }
  }

  private List<Integer> notes() {
    return application.jdbc.queryForList("select attempt from note order by 1", Integer.class);
  }

  @Test
  void aTransactionGivesItsConnectionBackBeforeTheWait() {
    application.advised.retryableAndTransactional(this::insertAndFailTwice);
    // Of the listener and of the sleep, twice.
    assertThat(activeInWaits).containsExactly(0, 0, 0, 0);
    assertThat(notes()).containsExactly(3);
  }

  @Test
  void aTemplateGivesItsConnectionBackBeforeTheWait() {
    application.retryable(this::insertAndFailTwice);
    assertThat(activeInWaits).containsExactly(0, 0, 0, 0);
    assertThat(notes()).containsExactly(1, 2, 3);
  }

  @Test
  void aStatementThatIsLeftToTheTemplateIsClosed() throws Exception {
    List<Statement> statements = new ArrayList<>();
    List<Boolean> closedInWaits = new ArrayList<>();
    application.time.beforeSleep(() -> closedInWaits.add(isClosed(statements)));
    StatementCallback<Object> query =
        statement -> {
          statements.add(statement);
          statement.executeQuery("select 1").next();
          return application.attempts() < 3 ? broken() : "done";
        };
    application.advised.retryableAndTransactional(() -> application.jdbc.execute(query));
    assertThat(statements).hasSize(3);
    assertThat(closedInWaits).containsExactly(true, true);
    assertThat(isClosed(statements)).isTrue();
  }

  private static Object broken() {
    throw new IllegalStateException("broken");
  }

  private static boolean isClosed(List<Statement> statements) {
    try {
      for (Statement each : statements) {
        if (!each.isClosed()) {
          return false;
        }
      }
      return true;
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * All threads meet in the wait after their first attempt, so each has had the one connection; the
   * one that came last looks at the pool.
   */
  @Test
  void manyThreadsShareTheOneConnection() throws Exception {
    CyclicBarrier everyoneWaits = new CyclicBarrier(THREADS, () -> activeInWaits.add(active()));
    application.time.beforeSleep(() -> meet(everyoneWaits));
    inAllThreads(
        () -> {
          List<String> failures = new ArrayList<>();
          application.advised.retryableAndTransactional(
              () -> {
                application.sql("insert into note values (1)");
                if (failures.isEmpty()) {
                  failures.add("first");
                  throw new IllegalStateException("broken");
                }
              });
        });
    assertThat(activeInWaits).hasSize(THREADS + 1).last().isEqualTo(0);
    assertThat(application.attempts()).isEqualTo(2 * THREADS);
    assertThat(notes()).hasSize(THREADS);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(60, SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("a thread waits with the connection in its hands", e);
    }
  }

  private static void inAllThreads(Runnable work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(work));
      }
      for (Future<?> each : running) {
        each.get(60, SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
