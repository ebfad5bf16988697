package io.github.retrystarter.database;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;

/**
 * A line of the table of troubles.
 *
 * @param trouble what happens, and where
 * @param expected what is to be known of it
 * @param work fails that way, as often as it is called
 */
record Row(String trouble, Failure expected, Work work) {

  /** Fails. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  static Failure retry(String kind, Executed executed) {
    return new Failure(kind, Verdict.RETRY, executed, null);
  }

  static Failure retryNotDone(String kind) {
    return retry(kind, Executed.NO);
  }

  static Failure fail(String kind) {
    return new Failure(kind, Verdict.FAIL, Executed.NO, null);
  }

  boolean retried() {
    return expected.verdict() == Verdict.RETRY;
  }

  /** The name of its test. */
  String sentence() {
    return "%s: %s, %s".formatted(trouble, expected.kind(), retried() ? "retried" : "failed");
  }
}
