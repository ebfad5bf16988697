package io.github.retrystarter.failure.real;

import io.github.retrystarter.Failure;
import io.github.retrystarter.engine.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What shall become of a call with two retries.
 *
 * @param kind what the failure is taken for, or {@code success}
 * @param fate its verdict, and whether it can have been executed, as in {@code retry, maybe}
 * @param calls how often the engine made it
 * @param seen what the server saw of them
 */
record Expected(String kind, String fate, int calls, int seen) {

  private static final String SUCCESS = "success";

  /**
   * Reads the last cells of a line: one answer, or several with "or" between them. In the counts
   * "3" are calls that the server saw, "3/6" are three that it saw as six.
   */
  static List<Expected> parse(String kinds, String fates, String counts) {
    List<Expected> all = new ArrayList<>();
    for (String kind : kinds.split(" or ", -1)) {
      String[] numbers = nth(counts, all.size()).split("/", -1);
      all.add(
          new Expected(
              kind.strip(),
              kind.strip().equals(SUCCESS) ? "" : nth(fates, all.size()),
              Integer.parseInt(numbers[0]),
              Integer.parseInt(numbers[numbers.length - 1])));
    }
    return all;
  }

  /** What came out, in the shape of an expectation. */
  static Expected from(Trial trial, int seen) {
    Failure failure = trial.failure();
    return failure == null
        ? new Expected(SUCCESS, "", trial.calls(), seen)
        : new Expected(failure.kind(), fate(failure), trial.calls(), seen);
  }

  static String fate(Failure failure) {
    return (failure.verdict() + ", " + failure.executed()).toLowerCase(Locale.ROOT);
  }

  /** Whether the client has no limit of its own for this, so that the starter's has to cut it. */
  boolean isCut() {
    return kind.equals("attempt_timeout");
  }

  @Override
  public String toString() {
    return "%s%s, %d calls, %d seen"
        .formatted(kind, fate.isEmpty() ? "" : " (" + fate + ")", calls, seen);
  }

  /** One for all, or one for each. */
  private static String nth(String cell, int n) {
    String[] all = cell.strip().split(" or ", -1);
    return all[Math.min(n, all.length - 1)].strip();
  }
}
