package io.github.retrystarter.database;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database, and how it tells who waits.
 *
 * @param product for the names of tests
 * @param dataSource gives a new connection for every use
 * @param me asks for the number of one's own session
 * @param blocked asks whether the session of that number waits for another one's lock
 */
record Database(String product, DataSource dataSource, String me, String blocked) {

  private static final String[] SCHEMA = {
    """
    create table account (
      id bigint primary key,
      owner varchar(20) not null unique,
      balance bigint not null check (balance >= 0),
      version bigint default 0 not null)
    """,
    "create table posting (id bigint primary key, account bigint not null references account)",
    "insert into account (id, owner, balance) values (1, 'Ada', 100), (2, 'Bob', 100)"
  };

  /** H2 in memory; it lives as long as the JVM. */
  static Database h2(String name) {
    // A generous time: what shall not wait says so.
    return h2(name, "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000".formatted(name));
  }

  static Database h2(String name, String url) {
    return new Database(
        "H2",
        new DriverManagerDataSource(url, "sa", ""),
        "select cast(session_id() as varchar)",
        "select blocker_id is not null from information_schema.sessions where session_id = %s");
  }

  /** For the names of tests. */
  @Override
  public String toString() {
    return product;
  }

  /** Two accounts, and no postings. */
  Database withAccounts() {
    jdbc().batchUpdate(SCHEMA);
    return this;
  }

  /** The same product, reached otherwise. */
  Database through(DataSource other) {
    return new Database(product, other, me, blocked);
  }

  boolean isH2() {
    return product.equals("H2");
  }

  /** Takes part in a transaction that Spring has begun with the same data source. */
  JdbcTemplate jdbc() {
    return new JdbcTemplate(dataSource);
  }

  /** Returns as soon as the session waits for a lock. */
  void awaitBlocked(String session) {
    awaitTrue(blocked.formatted(session));
  }

  /** Asks until the answer is true. Each question takes a moment: no need to sleep. */
  void awaitTrue(String question) {
    try (Client asking = new Client(this)) {
      long begun = System.nanoTime();
      while (!Boolean.TRUE.equals(asking.ask(question, Boolean.class))) {
        if (System.nanoTime() - begun > 60_000_000_000L) {
          throw new AssertionError("never true: " + question);
        }
      }
    }
  }
}
