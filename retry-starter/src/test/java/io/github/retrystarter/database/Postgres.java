package io.github.retrystarter.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** PostgreSQL servers on the loopback address. */
final class Postgres {

  /** The role that has to tell its password; all others are trusted. */
  static final String GUARDED = "guarded";

  static final String PASSWORD = "open sesame";

  private Postgres() {}

  /** One for the whole JVM: it starts with the first use, and stops with the JVM. */
  private static final class Shared {
    private static final EmbeddedPostgres SERVER = start(50);
  }

  /** A server of the test's own, which closes it. */
  static EmbeddedPostgres start(int maxConnections) {
    try {
      return EmbeddedPostgres.builder()
          // What is lost with the machine is of no interest here.
          .setServerConfig("fsync", "off")
          .setServerConfig("superuser_reserved_connections", "3")
          .setServerConfig("max_connections", String.valueOf(maxConnections))
          .setDataDirectoryCustomizer(Postgres::guard)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void guard(File dataDirectory) {
    try {
      Path rules = dataDirectory.toPath().resolve("pg_hba.conf");
      // The first line that fits decides.
      String line = "host all %s 127.0.0.1/32 scram-sha-256%n".formatted(GUARDED);
      Files.writeString(rules, line + Files.readString(rules));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new database of the shared server. */
  static Database database(String name) {
    return database(Shared.SERVER, name);
  }

  /** A new database of a server, with roles that are allowed too little. */
  static Database database(EmbeddedPostgres server, String name) {
    JdbcTemplate admin = new JdbcTemplate(dataSource(server.getPort(), "postgres", "postgres"));
    admin.execute("create database " + name);
    admin.execute(
        """
        do $$ begin
          create role %s login password '%s';
          create role stranger;
          create role crowd login connection limit 0;
          create role nobody login;
        exception when duplicate_object then null;
        end $$
        """
            .formatted(GUARDED, PASSWORD));
    return new Database(
        "PostgreSQL",
        dataSource(server.getPort(), name, "postgres"),
        "select cast(pg_backend_pid() as text)",
        "select cardinality(pg_blocking_pids(%s)) > 0");
  }

  /** A new connection for every use. */
  static DriverManagerDataSource dataSource(int port, String database, String user) {
    return dataSource("127.0.0.1:" + port, database, user, PASSWORD);
  }

  static DriverManagerDataSource dataSource(
      String address, String database, String user, String password) {
    // A test that went wrong shall fail in the end, not hang.
    String url = "jdbc:postgresql://%s/%s?socketTimeout=30".formatted(address, database);
    return new DriverManagerDataSource(url, user, password);
  }

  static int port() {
    return Shared.SERVER.getPort();
  }
}
