package io.github.retrystarter.database;

/** A way from an application to its database: the same trouble looks different on each. */
interface Way {

  /** How it is used, for the names of tests. */
  String name();

  /** Whether the statements of one body share a transaction. */
  default boolean transactional() {
    return true;
  }

  /** Begins, does the work, and commits, or rolls back where the work throws. */
  void run(Body body) throws Exception;

  /** Work. */
  @FunctionalInterface
  interface Body {
    void run(Session session) throws Exception;
  }

  /** Runs statements, and forgets what they return. */
  @FunctionalInterface
  interface Session {
    void sql(String statement) throws Exception;
  }
}
