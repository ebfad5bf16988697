package io.github.retrystarter.database;

import static io.github.retrystarter.database.Row.retryNotDone;
import static io.github.retrystarter.database.Trouble.transaction;

import io.github.retrystarter.Failure;
import java.util.List;

/** What two transactions do to each other. */
final class LockTroubles {

  private static final Failure DEADLOCK = retryNotDone("db_deadlock");
  private static final Failure SERIALIZATION = retryNotDone("db_serialization");
  private static final Failure LOCK_TIMEOUT = retryNotDone("db_lock_timeout");

  private LockTroubles() {}

  static List<Trouble> onPostgres() {
    return List.of(
        transaction("a deadlock", DEADLOCK, LockTroubles::deadlock),
        transaction("a row that changed since the snapshot", SERIALIZATION, LockTroubles::staleRow),
        transaction("a write skew", SERIALIZATION, LockTroubles::writeSkew),
        transaction("a write skew that shows at commit", SERIALIZATION, LockTroubles::lateSkew),
        transaction(
            "a lock that is not had in time",
            LOCK_TIMEOUT,
            (database, way) -> locked(database, way, "set local lock_timeout = '10ms'", touch(1))),
        transaction(
            "a lock that is not waited for",
            LOCK_TIMEOUT,
            (database, way) ->
                locked(
                    database,
                    way,
                    "select 1",
                    "select id from account where id = 1 for update nowait")));
  }

  static List<Trouble> onH2() {
    return List.of(
        transaction("a deadlock", DEADLOCK, LockTroubles::deadlockOnH2),
        transaction(
            "a lock that is not had in time",
            LOCK_TIMEOUT,
            (database, way) -> locked(database, way, "set lock_timeout 10", touch(1))),
        transaction(
            "a lock that is not waited for",
            LOCK_TIMEOUT,
            (database, way) ->
                locked(
                    database,
                    way,
                    "select 1",
                    "select id from account where id = 1 for update nowait")));
  }

  /** Locks a row, and makes a new version of it. */
  static String touch(int account) {
    return "update account set balance = balance where id = " + account;
  }

  /** The one who looks for a deadlock first is its victim, so the other never looks. */
  static void deadlock(Database database, Way way) throws Exception {
    try (Client other = Client.inTransaction(database)) {
      other.sql("set local deadlock_timeout = '1h'").sql(touch(2));
      way.run(
          session -> {
            session.sql("set local deadlock_timeout = '1ms'");
            session.sql(touch(1));
            other.sqlThatWaits(touch(1));
            session.sql(touch(2));
          });
    }
  }

  /** H2 finds a deadlock as soon as it is there, and fails the one who closes the circle. */
  static void deadlockOnH2(Database database, Way way) throws Exception {
    try (Client other = Client.inTransaction(database)) {
      other.sql(touch(2));
      way.run(
          session -> {
            session.sql(touch(1));
            other.sqlThatWaits(touch(1));
            session.sql(touch(2));
          });
    }
  }

  static void staleRow(Database database, Way way) throws Exception {
    way.run(
        session -> {
          session.sql("set transaction isolation level repeatable read");
          session.sql("select balance from account where id = 1");
          // Not a template: that would take part in a transaction of Spring's.
          try (Client other = new Client(database)) {
            other.sql(touch(1));
          }
          session.sql(touch(1));
        });
  }

  private static void writeSkew(Database database, Way way) throws Exception {
    try (Client other = readsAll(database)) {
      way.run(
          session -> {
            session.sql("set transaction isolation level serializable");
            session.sql("select sum(balance) from account");
            other.sql(touch(2)).commit();
            session.sql(touch(1));
          });
    }
  }

  /** Both have written before the first one commits: it wins, and only a commit is left to fail. */
  static void lateSkew(Database database, Way way) throws Exception {
    try (Client other = readsAll(database)) {
      way.run(
          session -> {
            session.sql("set transaction isolation level serializable");
            session.sql("select sum(balance) from account");
            session.sql(touch(1));
            other.sql(touch(2)).commit();
          });
    }
  }

  private static Client readsAll(Database database) {
    return Client.inTransaction(database)
        .sql("set transaction isolation level serializable")
        .sql("select sum(balance) from account");
  }

  static void locked(Database database, Way way, String setting, String statement)
      throws Exception {
    try (Client other = Client.inTransaction(database)) {
      other.sql(touch(1));
      way.run(
          session -> {
            session.sql(setting);
            session.sql(statement);
          });
    }
  }
}
