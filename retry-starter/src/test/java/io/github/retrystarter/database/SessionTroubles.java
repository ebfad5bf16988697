package io.github.retrystarter.database;

import static io.github.retrystarter.database.Row.retry;
import static io.github.retrystarter.database.Trouble.statement;
import static io.github.retrystarter.database.Trouble.transaction;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import java.util.List;

/** Sessions that end in the middle of the work: nobody knows how far it came. */
final class SessionTroubles {

  private static final Failure LOST = retry("db_connection", Executed.MAYBE);

  private SessionTroubles() {}

  static List<Trouble> onPostgres() {
    return List.of(
        statement(
            "a session that is terminated in a statement",
            LOST,
            "select cast(pg_terminate_backend(pg_backend_pid()) as text)"),
        transaction(
            "a session that is terminated between statements",
            LOST,
            (database, way) ->
                way.run(
                    session -> {
                      terminate(database, session);
                      session.sql("select 1");
                    })),
        transaction(
            "a session that is terminated before the commit",
            LOST,
            (database, way) ->
                way.run(
                    session -> {
                      session.sql(LockTroubles.touch(1));
                      terminate(database, session);
                    })),
        transaction(
            "a transaction that is idle for too long",
            LOST,
            (database, way) ->
                way.run(
                    session -> {
                      session.sql("set application_name = 'idle'");
                      session.sql("set idle_in_transaction_session_timeout = '10ms'");
                      database.awaitTrue(
                          "select count(*) = 0 from pg_stat_activity"
                              + " where application_name = 'idle'");
                      session.sql("select 1");
                    })),
        transaction(
            "a transaction that takes too long",
            LOST,
            (database, way) ->
                way.run(
                    session -> {
                      session.sql("set transaction_timeout = '10ms'");
                      session.sql("select cast(pg_sleep(60) as text)");
                    })));
  }

  static List<Trouble> onH2() {
    return List.of(
        transaction(
            "a database that is shut down between statements",
            LOST,
            (database, way) ->
                way.run(
                    session -> {
                      session.sql("select 1");
                      database.jdbc().execute("shutdown immediately");
                      session.sql("select 1");
                    })),
        transaction(
            "a database that is shut down before the commit",
            LOST,
            (database, way) ->
                way.run(
                    session -> {
                      session.sql("create table if not exists note (text varchar)");
                      session.sql("insert into note values ('a')");
                      database.jdbc().execute("shutdown immediately");
                    })));
  }

  /** What the connection goes through breaks. */
  static List<Trouble> ofTheCable(Cable cable) {
    return List.of(
        transaction(
            "a connection that is reset between statements",
            LOST,
            (database, way) ->
                way.run(
                    session -> {
                      session.sql("select 1");
                      cable.cut();
                      session.sql("select 1");
                    })),
        transaction(
            "a connection that is reset before the commit",
            LOST,
            (database, way) ->
                way.run(
                    session -> {
                      session.sql(LockTroubles.touch(1));
                      cable.cut();
                    })));
  }

  private static void terminate(Database database, Way.Session session) throws Exception {
    session.sql("set application_name = 'victim'");
    // Returns when the session has ended.
    database
        .jdbc()
        .execute(
            "select pg_terminate_backend(pid, 30000) from pg_stat_activity"
                + " where application_name = 'victim'");
  }
}
