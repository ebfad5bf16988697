package io.github.retrystarter.failure;

/** Looks at what a transaction has bound to its thread: a connection, an entity manager. */
@FunctionalInterface
interface TransactionProbe {

  /** What is known of a transaction. */
  enum State {
    /** It can't be committed any more. */
    LOST,
    /** Its server has said that it goes on. */
    ALIVE,
    /** Nobody has said anything. */
    UNKNOWN
  }

  State look(Object resource) throws Exception;
}
