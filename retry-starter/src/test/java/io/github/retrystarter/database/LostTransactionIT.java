package io.github.retrystarter.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.engine.CallSite;
import io.github.retrystarter.support.CapturedLog;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionSystemException;

/** A retryable method within a transaction that is lost: a retry would run in that transaction. */
@TestInstance(Lifecycle.PER_CLASS)
class LostTransactionIT {

  private static final String METHOD = "TransactionalApplication.Calls.retryable";

  private final Database postgres = Postgres.database("lost").withAccounts();
  private final Database h2 = Database.h2("lost").withAccounts();
  private final HikariDataSource pool = new HikariDataSource();
  private final Ways jpaOnPostgres = new Ways("PostgreSQL").to(postgres.dataSource());
  private final Ways jpaOnH2 = new Ways("H2").to(h2.dataSource());
  private CapturedLog log;
  private TransactionalApplication application;

  /** What makes PostgreSQL abort a transaction, and is worth a retry in a new one. */
  private enum Abort {
    DEADLOCK,
    SERIALIZATION_FAILURE,
    LOCK_TIMEOUT,
    STATEMENT_TIMEOUT;

    void make(Database database, Way way) throws Exception {
      switch (this) {
        case DEADLOCK -> LockTroubles.deadlock(database, way);
        case SERIALIZATION_FAILURE -> LockTroubles.staleRow(database, way);
        case LOCK_TIMEOUT ->
            LockTroubles.locked(
                database, way, "set local lock_timeout = '10ms'", LockTroubles.touch(1));
        case STATEMENT_TIMEOUT ->
            way.run(
                session -> {
                  session.sql("set local statement_timeout = '10ms'");
                  session.sql("select pg_sleep(60)");
                });
      }
    }
  }

  @BeforeAll
  void openPool() {
    pool.setDataSource(postgres.dataSource());
    pool.setMaximumPoolSize(2);
  }

  @AfterAll
  void closeAll() {
    pool.close();
    jpaOnPostgres.close();
    jpaOnH2.close();
  }

  @AfterEach
  void close() {
    application.close();
    log.close();
  }

  private TransactionalApplication start(DataSource dataSource) {
    return start(dataSource, new JdbcTransactionManager(dataSource));
  }

  private TransactionalApplication start(DataSource source, PlatformTransactionManager manager) {
    log = new CapturedLog(CallSite.class);
    application = new TransactionalApplication(source, manager);
    return application;
  }

  /** One attempt, the reason, and one warning, however often it happens. */
  private void assertLost(Consumer<Runnable> outer, Runnable work) {
    for (int call = 1; call <= 2; call++) {
      Throwable thrown = catchThrowable(() -> outer.accept(() -> application.retryable(work)));
      assertThat(application.attempts()).isEqualTo(call);
      assertThat(RetryInfo.of(thrown).map(RetryInfo::reason))
          .as("%s", thrown)
          .hasValue("transaction_rolled_back");
    }
    assertThat(application.time.sleeps()).isEmpty();
    assertThat(log.lines())
        .singleElement()
        .extracting(CapturedLog.Line::text)
        .asString()
        .startsWith("WARN " + METHOD)
        .contains("transaction");
  }

  private static void fail() {
    throw new IllegalStateException("broken");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "H2"})
  void anInnerMethodHasMarkedItForRollback(String product) {
    TransactionalApplication app = start(database(product).dataSource());
    assertLost(
        app.transactions::required, () -> app.transactions.required(LostTransactionIT::fail));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "H2"})
  void anInnerMethodHasMarkedOneThatATemplateBegan(String product) {
    TransactionalApplication app = start(database(product).dataSource());
    assertLost(this::inTemplate, () -> app.transactions.required(LostTransactionIT::fail));
  }

  @ParameterizedTest
  @EnumSource
  void postgresHasAbortedIt(Abort abort) {
    TransactionalApplication app = start(postgres.dataSource());
    assertLost(app.transactions::required, () -> app.make(postgres, abort::make));
  }

  @ParameterizedTest
  @EnumSource
  void postgresHasAbortedOneThatATemplateBegan(Abort abort) {
    TransactionalApplication app = start(postgres.dataSource());
    assertLost(this::inTemplate, () -> app.make(postgres, abort::make));
  }

  @Test
  void postgresHasAbortedOneOnAConnectionOfAPool() {
    TransactionalApplication app = start(pool);
    assertLost(app.transactions::required, () -> app.make(postgres, Abort.LOCK_TIMEOUT::make));
  }

  @Test
  void postgresHasAbortedOneOnAConnectionThatIsTakenLate() {
    TransactionalApplication app = start(new LazyConnectionDataSourceProxy(pool));
    assertLost(app.transactions::required, () -> app.make(postgres, Abort.LOCK_TIMEOUT::make));
  }

  @Test
  void postgresHasAbortedOneThatJpaBegan() {
    TransactionalApplication app =
        start(jpaOnPostgres.dataSource(), jpaOnPostgres.jpaTransactionManager());
    assertLost(app.transactions::required, () -> app.make(postgres, Abort.LOCK_TIMEOUT::make));
  }

  /** What Hibernate throws does not say so: only the transaction does. */
  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "H2"})
  void hibernateHasMarkedIt(String product) {
    Database database = database(product);
    Ways ways = database.isH2() ? jpaOnH2 : jpaOnPostgres;
    TransactionalApplication app = start(ways.dataSource(), ways.jpaTransactionManager());
    EntityManager manager = ways.sharedEntityManager();
    assertLost(app.transactions::required, () -> new JpaRows(database, ways).flushStale(manager));
  }

  /** H2 rolls the whole transaction back to end a deadlock, and can't be asked. */
  @Test
  void h2HasEndedADeadlock() {
    TransactionalApplication app = start(h2.dataSource());
    assertLost(app.transactions::required, () -> app.make(h2, LockTroubles::deadlockOnH2));
  }

  /** To a savepoint it can't go back: that is lost too. */
  @Test
  void aSavepointDoesNotSaveItOnH2() {
    TransactionalApplication app = start(h2.dataSource());
    assertLost(
        app.transactions::required,
        () -> app.transactions.nested(() -> app.make(h2, LockTroubles::deadlockOnH2)));
  }

  /** A connection that broke can't be had back, nor its transaction. */
  @Test
  void theServerHasEndedItsSession() {
    TransactionalApplication app = start(pool);
    Runnable work =
        () -> {
          Integer session = app.jdbc.queryForObject("select pg_backend_pid()", Integer.class);
          postgres.jdbc().queryForList("select pg_terminate_backend(?)", session);
          app.sql("select 1");
        };
    List<Throwable> thrown = new ArrayList<>();
    // What the caller of the transaction gets is that its rollback failed too.
    assertThatThrownBy(
            () ->
                app.transactions.required(
                    () -> {
                      thrown.add(catchThrowable(() -> app.retryable(work)));
                      fail();
                    }))
        .isInstanceOf(TransactionSystemException.class);
    assertThat(app.attempts()).isOne();
    assertThat(RetryInfo.of(thrown.get(0)).map(RetryInfo::reason))
        .hasValue("transaction_rolled_back");
  }

  private void inTemplate(Runnable work) {
    application.template.executeWithoutResult(status -> work.run());
  }

  private Database database(String product) {
    return Stream.of(postgres, h2)
        .filter(each -> each.product().equals(product))
        .findFirst()
        .orElseThrow();
  }
}
