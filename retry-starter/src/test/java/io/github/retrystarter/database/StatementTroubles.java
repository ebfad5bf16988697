package io.github.retrystarter.database;

import static io.github.retrystarter.database.Row.fail;
import static io.github.retrystarter.database.Row.retryNotDone;
import static io.github.retrystarter.database.Trouble.statement;
import static io.github.retrystarter.database.Trouble.transaction;

import io.github.retrystarter.Failure;
import java.util.List;

/** Statements that a database refuses, whoever else uses it. */
final class StatementTroubles {

  private static final Failure INTEGRITY = fail("db_integrity");
  private static final Failure SYNTAX = fail("db_syntax");

  /** Takes longer than anybody waits. */
  static final String ENDLESS_ON_H2 =
      "select sum(a.x * b.x) from system_range(1, 1000000) a, system_range(1, 1000000) b";

  private StatementTroubles() {}

  /** What both databases refuse. */
  static List<Trouble> everywhere() {
    return List.of(
        statement("a duplicate key", INTEGRITY, "insert into account values (1, 'Cid', 0, 0)"),
        statement("a missing parent", INTEGRITY, "insert into posting values (1, 99)"),
        statement("a missing value", INTEGRITY, "insert into account values (3, null, 0, 0)"),
        statement("a check", INTEGRITY, "update account set balance = -1 where id = 1"),
        statement("a division by zero", INTEGRITY, "select 1 / (balance - balance) from account"),
        statement("a text that is no number", INTEGRITY, "select cast('ten' as int)"),
        statement(
            "a text that is too long",
            INTEGRITY,
            "update account set owner = 'who has quite a long name' where id = 1"),
        statement("a number out of range", INTEGRITY, "select cast(9999999999 as int)"),
        statement("a syntax error", SYNTAX, "select from where account"),
        statement("an unknown table", SYNTAX, "select id from acount"),
        statement("an unknown column", SYNTAX, "select sum from account"),
        statement("an unknown function", SYNTAX, "select total(id) from account"));
  }

  static List<Trouble> onPostgres() {
    return List.of(
        statement(
            "an exclusion constraint",
            INTEGRITY,
            "insert into booking values (int4range(1, 3)), (int4range(2, 4))"),
        transaction(
            "a missing parent that shows at commit",
            INTEGRITY,
            (database, way) -> way.run(session -> session.sql("insert into pledge values (99)"))),
        transaction(
            "a table of somebody else",
            fail("db_access"),
            (database, way) ->
                way.run(
                    session -> {
                      session.sql("set local role stranger");
                      session.sql("update account set balance = 0 where id = 1");
                    })),
        transaction(
            "a statement time limit",
            retryNotDone("db_timeout"),
            (database, way) ->
                way.run(
                    session -> {
                      session.sql("set local statement_timeout = '10ms'");
                      session.sql("select 1 from pg_sleep(60)");
                    })),
        statement(
            "a cancelled statement",
            retryNotDone("db_timeout"),
            "select case when pg_cancel_backend(pg_backend_pid()) then cast(pg_sleep(60) as text) end"),
        transaction(
            "a statement in an aborted transaction",
            fail("db_transaction_aborted"),
            (database, way) ->
                way.run(
                    session -> {
                      swallow(session, "select 1 / 0");
                      session.sql("select 1");
                    })));
  }

  static List<Trouble> onH2() {
    return List.of(
        new Trouble(
            "a query time limit",
            retryNotDone("db_timeout"),
            // Hibernate resets the session's limit after each statement.
            Ways::plain,
            (database, way) ->
                way.run(
                    session -> {
                      session.sql("set query_timeout 10");
                      session.sql(ENDLESS_ON_H2);
                    })));
  }

  /** PostgreSQL then refuses all further statements, and Spring knows nothing of it. */
  static void swallow(Way.Session session, String statement) {
    try {
      session.sql(statement);
    } catch (Exception expected) {
      return;
    }
    throw new AssertionError("did not fail: " + statement);
  }

  /** The tables of these troubles only. */
  static Database withTables(Database database) {
    database
        .withAccounts()
        .jdbc()
        .batchUpdate(
            "create table booking (during int4range, exclude using gist (during with &&))",
            """
            create table pledge (
              account bigint references account deferrable initially deferred)
            """);
    return database;
  }
}
