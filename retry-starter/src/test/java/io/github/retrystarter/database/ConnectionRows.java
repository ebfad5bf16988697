package io.github.retrystarter.database;

import static io.github.retrystarter.database.Row.fail;
import static io.github.retrystarter.database.Row.retryNotDone;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.retrystarter.Failure;
import io.github.retrystarter.support.TroubledServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Connections that are not had: nothing was done. Closes what it opens. */
final class ConnectionRows {

  private static final Failure NO_CONNECTION = retryNotDone("db_connection");
  private static final Failure NO_ACCESS = fail("db_access");

  /** Where each takes its time. */
  private static final List<String> SOME =
      List.of("JDBC", "JdbcTemplate", "DataSourceTransactionManager", "JPA and Spring");

  private static final List<String> FEW = List.of("JDBC", "DataSourceTransactionManager");

  /** Pools, servers, connections: each is closed in its own way. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  Stream<Row> onPostgres(Database database, Ways ways) throws Exception {
    database.jdbc().execute("create database closed_to_all allow_connections false");
    database.jdbc().execute("create database private");
    database.jdbc().execute("revoke connect on database private from public");
    String address = "127.0.0.1:" + Postgres.port();
    String name = database.jdbc().queryForObject("select current_database()", String.class);
    DataSource refused = Postgres.dataSource(closedPort(), name, "postgres");
    DataSource wrongPassword = Postgres.dataSource(address, name, Postgres.GUARDED, "guess");
    Begin begin = new Begin(database, ways);
    return Stream.of(
            begin.rows("a closed port", NO_CONNECTION, refused),
            begin.rows("a closed port behind a pool", NO_CONNECTION, pool(refused), SOME),
            begin.rows(
                "a name that does not resolve",
                NO_CONNECTION,
                Postgres.dataSource("nosuchhost.invalid", name, "postgres", "")),
            begin.rows(
                "a connection that is reset at once",
                NO_CONNECTION,
                Postgres.dataSource(troubled(TroubledServer.RESET), name, "postgres")),
            begin.rows(
                "a connection that ends at once",
                NO_CONNECTION,
                Postgres.dataSource(troubled(TroubledServer.CLOSE), name, "postgres")),
            begin.rows(
                "too many connections of a role",
                NO_CONNECTION,
                Postgres.dataSource(address, name, "crowd", "")),
            begin.rows(
                "a pool that is used up", NO_CONNECTION, usedUp(database.dataSource()), SOME),
            begin.rows("a wrong password", NO_ACCESS, wrongPassword),
            begin.rows("a wrong password behind a pool", NO_ACCESS, pool(wrongPassword)),
            begin.rows(
                "an unknown user", NO_ACCESS, Postgres.dataSource(address, name, "nosuchuser", "")),
            begin.rows(
                "an unknown database",
                NO_ACCESS,
                Postgres.dataSource(address, "nosuchdatabase", "postgres", "")),
            begin.rows(
                "a database of somebody else",
                NO_ACCESS,
                Postgres.dataSource(address, "private", "nobody", "")))
        .flatMap(rows -> rows);
  }

  Stream<Row> onH2(Database database, Ways ways) throws Exception {
    database.jdbc().execute("create user weak password ''");
    String url = "jdbc:h2:mem:failures";
    DataSource refused =
        new DriverManagerDataSource("jdbc:h2:tcp://127.0.0.1:" + closedPort() + "/mem:x", "sa", "");
    Database asWeak = database.through(new DriverManagerDataSource(url, "weak", ""));
    Begin begin = new Begin(database, ways);
    return Stream.of(
            // H2 tries for more than a second.
            begin.rows("a closed port", NO_CONNECTION, refused, List.of("JDBC")),
            begin.rows("a closed port behind a pool", NO_CONNECTION, pool(refused), FEW),
            begin.rows("a pool that is used up", NO_CONNECTION, usedUp(database.dataSource()), FEW),
            begin.rows(
                "an unknown database",
                NO_ACCESS,
                new DriverManagerDataSource("jdbc:h2:mem:nosuchdatabase;IFEXISTS=TRUE", "sa", "")),
            // It answers later and later.
            begin.rows(
                "a wrong password",
                NO_ACCESS,
                new DriverManagerDataSource(url, "sa", "guess"),
                FEW),
            Trouble.statement(
                    "a table of somebody else",
                    NO_ACCESS,
                    "update public.account set balance = 0 where id = 1")
                .on(asWeak, ways))
        .flatMap(rows -> rows);
  }

  /** The first thing that is done fails. */
  private record Begin(Database database, Ways ways) {
    Stream<Row> rows(String name, Failure expected, DataSource target) {
      return Trouble.statement(name, expected, "select 1").on(database.through(target), ways);
    }

    /** On some ways only, for each takes its time. */
    Stream<Row> rows(String name, Failure expected, DataSource target, List<String> some) {
      return new Trouble(
              name,
              expected,
              each -> each.all().stream().filter(way -> some.contains(way.name())).toList(),
              (any, way) -> way.run(session -> session.sql("select 1")))
          .on(database.through(target), ways);
    }
  }

  static int closedPort() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return listener.getLocalPort();
    }
  }

  private int troubled(TroubledServer.Trouble trouble) throws IOException {
    TroubledServer server = TroubledServer.onConnect(trouble);
    open.push(server);
    return server.port();
  }

  private HikariDataSource pool(DataSource target) {
    HikariDataSource pool = poolOfOne(target);
    open.push(pool);
    return pool;
  }

  /** Waits as short as it can for a connection, and starts without one. */
  static HikariDataSource poolOfOne(DataSource target) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(target);
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(250);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  private DataSource usedUp(DataSource target) throws Exception {
    HikariDataSource pool = pool(target);
    Connection taken = pool.getConnection();
    open.push(taken);
    return pool;
  }

  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
