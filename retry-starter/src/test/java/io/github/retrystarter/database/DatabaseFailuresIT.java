package io.github.retrystarter.database;

import static java.util.stream.Stream.concat;

import java.util.stream.Stream;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Failures of databases, made for real: what the starter knows of each, and what it does. What is
 * seen of one failure differs from driver to driver, and with what stands between the driver and
 * the application.
 */
@TestInstance(Lifecycle.PER_CLASS)
class DatabaseFailuresIT {

  private final Bench bench = new Bench();
  private final Quiet quiet = new Quiet();
  private final Ways toPostgres = new Ways("PostgreSQL");
  private final Ways toH2 = new Ways("H2");
  private Database postgres;
  private Database h2;
  private final ConnectionRows connections = new ConnectionRows();
  private Server h2Server;
  private Cable cable;
  private Cable h2Cable;

  @BeforeAll
  void prepare() throws Exception {
    postgres = StatementTroubles.withTables(Postgres.database("failures"));
    h2 = Database.h2("failures").withAccounts();
    h2Server = Server.createTcpServer("-tcpPort", "0").start();
    cable = new Cable(Postgres.port());
    h2Cable = new Cable(h2Server.getPort());
  }

  @AfterAll
  void stop() throws Exception {
    connections.close();
    cable.close();
    h2Cable.close();
    h2Server.stop();
    bench.close();
    quiet.close();
    toPostgres.close();
    toH2.close();
  }

  @TestFactory
  Stream<DynamicTest> statementsThatAreRefused() {
    return concat(
        each(
            concat(
                StatementTroubles.everywhere().stream(), StatementTroubles.onPostgres().stream()),
            postgres,
            toPostgres),
        each(
            concat(StatementTroubles.everywhere().stream(), StatementTroubles.onH2().stream()),
            h2,
            toH2));
  }

  @TestFactory
  Stream<DynamicTest> transactionsThatAreInEachOthersWay() {
    return concat(
        each(LockTroubles.onPostgres().stream(), postgres, toPostgres),
        each(LockTroubles.onH2().stream(), h2, toH2));
  }

  @TestFactory
  Stream<DynamicTest> sessionsThatEndInTheMiddle() {
    Database throughCable =
        postgres.through(Postgres.dataSource(cable.port(), "failures", "postgres"));
    return concat(
        concat(
            each(SessionTroubles.onPostgres().stream(), postgres, toPostgres),
            each(
                SessionTroubles.onH2().stream(),
                Database.h2("stopped", "jdbc:h2:mem:stopped;DB_CLOSE_DELAY=-1"),
                toH2)),
        concat(
            each(SessionTroubles.ofTheCable(cable).stream(), throughCable, toPostgres),
            each(
                SessionTroubles.ofTheCable(h2Cable).stream(),
                h2.through(
                    new DriverManagerDataSource(
                        "jdbc:h2:tcp://127.0.0.1:%d/mem:failures".formatted(h2Cable.port()),
                        "sa",
                        "")),
                toH2)));
  }

  @TestFactory
  Stream<DynamicTest> connectionsThatAreNotHad() throws Exception {
    return tests(concat(connections.onPostgres(postgres, toPostgres), connections.onH2(h2, toH2)));
  }

  @TestFactory
  Stream<DynamicTest> entities() {
    // Hibernate does not hand on the time to wait for a lock to H2.
    Database hasty =
        h2.through(new DriverManagerDataSource("jdbc:h2:mem:failures;LOCK_TIMEOUT=10", "sa", ""));
    return tests(concat(new JpaRows(postgres, toPostgres).rows(), new JpaRows(hasty, toH2).rows()));
  }

  @TestFactory
  Stream<DynamicTest> batchesAndConnectionsOfJdbc() {
    return tests(concat(new JdbcRows(postgres, toPostgres).rows(), new JdbcRows(h2, toH2).rows()));
  }

  @TestFactory
  Stream<DynamicTest> timeLimits() {
    return tests(
        concat(
            new JpaRows(postgres, toPostgres).slowRowOfSpring("select cast(pg_sleep(60) as text)"),
            new JpaRows(h2, toH2).slowRowOfJpa(StatementTroubles.ENDLESS_ON_H2)));
  }

  private Stream<DynamicTest> each(Stream<Trouble> troubles, Database database, Ways ways) {
    return tests(troubles.flatMap(trouble -> trouble.on(database, ways)));
  }

  private Stream<DynamicTest> tests(Stream<Row> rows) {
    return rows.map(row -> DynamicTest.dynamicTest(row.sentence(), () -> bench.check(row)));
  }
}
