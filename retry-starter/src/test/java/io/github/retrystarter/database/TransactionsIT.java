package io.github.retrystarter.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Each attempt is a transaction of its own; and transactions that live through a failure. */
@TestInstance(Lifecycle.PER_CLASS)
class TransactionsIT {

  private final Database postgres = Postgres.database("transactions").withAccounts();
  private final Database h2 = Database.h2("transactions").withAccounts();
  private TransactionalApplication application;

  Stream<Database> databases() {
    return Stream.of(postgres, h2);
  }

  @AfterEach
  void close() {
    application.close();
  }

  private TransactionalApplication start(Database database) {
    database.jdbc().update("delete from posting");
    database.jdbc().update("update account set balance = 100");
    application =
        new TransactionalApplication(
            database.dataSource(), new JdbcTransactionManager(database.dataSource()));
    return application;
  }

  /** Writes the number of the attempt, notes the transaction, and fails twice. */
  private Runnable posting(Database database, List<String> transactions) {
    String number =
        database.isH2() ? "select transaction_id()" : "select cast(txid_current() as text)";
    return () -> {
      int attempt = application.attempts();
      application.jdbc.update("insert into posting values (?, 1)", attempt);
      transactions.add(application.jdbc.queryForObject(number, String.class));
      if (attempt < 3) {
        throw new IllegalStateException("broken " + attempt);
      }
    };
  }

  private static void assertThirdAttemptOnly(Database database, List<String> transactions) {
    assertThat(database.jdbc().queryForList("select id from posting", Long.class))
        .containsExactly(3L);
    assertThat(transactions).hasSize(3);
    assertThat(new HashSet<>(transactions)).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void eachAttemptIsATransactionOfItsOwn(Database database) {
    List<String> transactions = new ArrayList<>();
    start(database).advised.retryableAndTransactional(posting(database, transactions));
    assertThirdAttemptOnly(database, transactions);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void eachAttemptIsATransactionOfItsOwnWhereAMethodFurtherInBeginsIt(Database database) {
    List<String> transactions = new ArrayList<>();
    TransactionalApplication app = start(database);
    app.retryable(() -> app.transactions.required(posting(database, transactions)));
    assertThirdAttemptOnly(database, transactions);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aTransactionAroundTheCallLivesThroughAFailureThatIsNotItsOwn(Database database) {
    TransactionalApplication app = start(database);
    app.transactions.required(
        () -> {
          app.sql("update account set balance = 1 where id = 2");
          app.retryable(
              () -> {
                if (app.attempts() < 3) {
                  throw new IllegalStateException("broken");
                }
              });
        });
    assertCommitted(database, 3);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aSavepointSavesTheTransactionAroundTheCall(Database database) {
    TransactionalApplication app = start(database);
    retriedUntilTheLockIsFree(
        database,
        () -> app.transactions.nested(() -> app.sql(impatient(database), LockTroubles.touch(1))));
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aTransactionOfItsOwnDoesNoHarmToTheOneAroundTheCall(Database database) {
    TransactionalApplication app = start(database);
    retriedUntilTheLockIsFree(
        database,
        () ->
            app.transactions.requiresNew(
                () -> app.sql(impatient(database), LockTroubles.touch(1))));
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aDeadlockInATransactionOfItsOwnDoesNoHarmToTheOneAroundTheCall(Database database) {
    TransactionalApplication app = start(database);
    Trouble.Cause deadlock = database.isH2() ? LockTroubles::deadlockOnH2 : LockTroubles::deadlock;
    app.transactions.required(
        () -> {
          app.jdbc.update("insert into posting values (7, 1)");
          app.retryable(
              () ->
                  app.transactions.requiresNew(
                      () -> {
                        if (app.attempts() < 3) {
                          app.make(database, deadlock);
                        }
                      }));
        });
    assertThat(app.attempts()).isEqualTo(3);
    assertThat(database.jdbc().queryForList("select id from posting", Long.class))
        .containsExactly(7L);
  }

  /** As one writes down that something failed. */
  @ParameterizedTest
  @MethodSource("databases")
  void aTransactionOfItsOwnWithinOneThatIsLostIsNotLost(Database database) {
    TransactionalApplication app = start(database);
    TransactionTemplate own = new TransactionTemplate(app.template.getTransactionManager());
    own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    assertThatThrownBy(
            () ->
                app.transactions.required(
                    () -> {
                      TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
                      own.executeWithoutResult(status -> app.retryable(this::failTwice));
                      throw new IllegalStateException("over");
                    }))
        .hasMessage("over");
    assertThat(app.attempts()).isEqualTo(3);
  }

  /** The transaction is over, though Spring has not cleaned up yet. */
  @ParameterizedTest
  @MethodSource("databases")
  void aCallAfterTheRollbackIsRetried(Database database) {
    TransactionalApplication app = start(database);
    app.template.executeWithoutResult(
        status -> {
          TransactionSynchronizationManager.registerSynchronization(
              new TransactionSynchronization() {
                @Override
                public void afterCompletion(int result) {
                  app.retryable(TransactionsIT.this::failTwice);
                }
              });
          status.setRollbackOnly();
        });
    assertThat(app.attempts()).isEqualTo(3);
  }

  /** Looking at a connection that is taken late would take it. */
  @Test
  void aFailureThatIsNotTheDatabasesTakesNoConnection() {
    AtomicInteger taken = new AtomicInteger();
    DataSource counting =
        new DelegatingDataSource(postgres.dataSource()) {
          @Override
          public Connection getConnection() throws SQLException {
            taken.incrementAndGet();
            return super.getConnection();
          }
        };
    LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy();
    lazy.setDefaultAutoCommit(true);
    lazy.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    lazy.setTargetDataSource(counting);
    application = new TransactionalApplication(lazy, new JdbcTransactionManager(lazy));
    application.template.executeWithoutResult(status -> application.retryable(this::failTwice));
    assertThat(application.attempts()).isEqualTo(3);
    assertThat(taken).hasValue(0);
  }

  private void failTwice() {
    if (application.attempts() < 3) {
      throw new IllegalStateException("broken");
    }
  }

  /** H2 takes back the statement, and not the transaction. */
  @ParameterizedTest
  @MethodSource("h2Only")
  void aLockThatIsNotHadInTimeDoesNotEndATransactionOnH2(Database database) {
    TransactionalApplication app = start(database);
    retriedUntilTheLockIsFree(database, () -> app.sql(impatient(database), LockTroubles.touch(1)));
  }

  Stream<Database> h2Only() {
    return Stream.of(h2);
  }

  /** Somebody holds the lock of account 1 until the wait after the second attempt. */
  private void retriedUntilTheLockIsFree(Database database, Runnable work) {
    try (Client other = Client.inTransaction(database)) {
      other.sql(LockTroubles.touch(1));
      application.time.beforeSleep(
          () -> {
            if (application.attempts() == 2) {
              other.commit();
            }
          });
      application.transactions.required(
          () -> {
            application.sql("update account set balance = 1 where id = 2");
            application.retryable(work);
          });
    }
    assertCommitted(database, 3);
  }

  private void assertCommitted(Database database, int attempts) {
    assertThat(application.attempts()).isEqualTo(attempts);
    assertThat(
            database.jdbc().queryForObject("select balance from account where id = 2", Long.class))
        .isEqualTo(1);
  }

  private String impatient(Database database) {
    return database.isH2() ? "set lock_timeout 10" : "set local lock_timeout = '10ms'";
  }
}
