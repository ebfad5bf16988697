package io.github.retrystarter.database;

import static io.github.retrystarter.database.Row.retry;
import static io.github.retrystarter.database.Row.retryNotDone;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** A PostgreSQL server that fills up, shuts down and is gone: in this order. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ServerOutageIT {

  private static final Failure NO_CONNECTION = retryNotDone("db_connection");
  private static final Failure LOST = retry("db_connection", Executed.MAYBE);

  private static final int SLOTS = 20;

  private final Bench bench = new Bench();
  private final Quiet quiet = new Quiet();
  private final Ways ways = new Ways("PostgreSQL");
  private final Prepared prepared = new Prepared();
  private EmbeddedPostgres server;
  private Database database;
  private Database asNobody;
  private long postmaster;

  /** Hands out connections that were made, and have begun to work, before. */
  private static final class Prepared extends AbstractDataSource {
    private final Deque<Connection> connections = new ArrayDeque<>();

    void prepare(DataSource source, int number) throws SQLException {
      for (int i = 0; i < number; i++) {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        connection.createStatement().execute(LockTroubles.touch(3));
        connections.add(connection);
      }
    }

    @Override
    public Connection getConnection() {
      return connections.remove();
    }

    @Override
    public Connection getConnection(String user, String password) {
      return getConnection();
    }
  }

  @BeforeAll
  void start() throws SQLException {
    server = Postgres.start(SLOTS);
    database = Postgres.database(server, "outage").withAccounts();
    asNobody = database.through(Postgres.dataSource(server.getPort(), "outage", "nobody"));
    postmaster =
        database
            .jdbc()
            .queryForObject(
                "select split_part(pg_read_file('postmaster.pid'), chr(10), 1)", Long.class);
    // One for each attempt of those who will lose it.
    prepared.prepare(database.dataSource(), 3 * ways.transactional().size());
  }

  @AfterAll
  void stop() throws Exception {
    bench.close();
    ways.close();
    server.close();
    // Last, for the server is not there to be stopped.
    quiet.close();
  }

  @TestFactory
  @Order(1)
  Stream<DynamicTest> aServerThatIsFull() {
    List<Connection> all = new ArrayList<>();
    fill(all);
    return Stream.concat(
            Trouble.statement("no slot that is not reserved", NO_CONNECTION, "select 1")
                .on(asNobody, ways),
            Trouble.statement("no slot at all", NO_CONNECTION, "select 1").on(database, ways))
        .map(this::test)
        .onClose(() -> all.forEach(ServerOutageIT::close));
  }

  @TestFactory
  @Order(2)
  Stream<DynamicTest> aServerThatShutsDown() throws Exception {
    // It waits for those who are connected, and lets nobody in.
    signal("TERM");
    awaitRefusal();
    return Trouble.statement("a server that shuts down", NO_CONNECTION, "select 1")
        .on(database, ways)
        .map(this::test);
  }

  @TestFactory
  @Order(3)
  Stream<DynamicTest> aServerThatStoppedDuringATransaction() throws Exception {
    signal("QUIT");
    ProcessHandle.of(postmaster)
        .ifPresent(process -> process.onExit().orTimeout(60, SECONDS).join());
    return Trouble.transaction(
            "a server that stopped during the transaction",
            LOST,
            (any, way) -> way.run(session -> session.sql("select 1")))
        .on(database.through(prepared), ways)
        .map(this::test);
  }

  @TestFactory
  @Order(4)
  Stream<DynamicTest> aServerThatIsGone() {
    return Trouble.statement("a server that is gone", NO_CONNECTION, "select 1")
        .on(database, ways)
        .map(this::test);
  }

  private DynamicTest test(Row row) {
    return DynamicTest.dynamicTest(row.sentence(), () -> bench.check(row));
  }

  /** Sessions that have just ended may hold their slots for a moment: until all are taken. */
  private void fill(List<Connection> all) {
    while (all.size() + prepared.connections.size() < SLOTS) {
      try {
        all.add(database.dataSource().getConnection());
      } catch (SQLException ignored) {
        // Not yet.
      }
    }
  }

  private void awaitRefusal() {
    while (true) {
      try (Connection connection = database.dataSource().getConnection()) {
        connection.createStatement().close();
      } catch (SQLException refused) {
        return;
      }
    }
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(postmaster))
        .inheritIO()
        .start()
        .waitFor();
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
