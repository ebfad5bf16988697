package io.github.retrystarter.database;

import io.github.retrystarter.Failure;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What can go wrong in the same manner on every way to a database.
 *
 * @param name what happens
 * @param expected what is to be known of it
 * @param where on which ways it can happen
 * @param cause makes it, as often as it is called
 */
record Trouble(String name, Failure expected, Function<Ways, List<Way>> where, Cause cause) {

  /** Makes trouble. */
  @FunctionalInterface
  interface Cause {
    void make(Database database, Way way) throws Exception;
  }

  /** A statement that fails by itself. */
  static Trouble statement(String name, Failure expected, String statement) {
    return new Trouble(
        name, expected, Ways::all, (database, way) -> way.run(session -> session.sql(statement)));
  }

  /** Something that happens within a transaction, or between two. */
  static Trouble transaction(String name, Failure expected, Cause cause) {
    return new Trouble(name, expected, Ways::transactional, cause);
  }

  Stream<Row> on(Database database, Ways ways) {
    return where.apply(ways).stream()
        .map(
            way ->
                new Row(
                    "%s on %s through %s".formatted(name, database.product(), way.name()),
                    expected,
                    () -> {
                      ways.to(database.dataSource());
                      cause.make(database, way);
                    }));
  }
}
