package io.github.retrystarter.benchmarks.storm;

import java.util.Arrays;

/** What happened in a run, counted by the second. */
final class History {

  private static final long SECOND = 1_000_000_000;

  private final Timeline timeline;
  private final int[] calls;
  private final int[] succeeded;
  private final int[] attempts;

  /**
   * An empty one.
   *
   * @param seconds that are looked at; what happens later is not counted by the second
   */
  History(Timeline timeline, int seconds) {
    this.timeline = timeline;
    this.calls = new int[seconds];
    this.succeeded = new int[seconds];
    this.attempts = new int[seconds];
  }

  /** A call begins; the answer identifies its second. */
  long began() {
    long now = timeline.now();
    count(calls, now);
    return now;
  }

  /** A request is sent to the dependency. */
  void attempted() {
    count(attempts, timeline.now());
  }

  /** A call that began at some time has succeeded: counted where it began. */
  void succeeded(long began) {
    count(succeeded, began);
  }

  private static void count(int[] seconds, long at) {
    int second = (int) (at / SECOND);
    if (second < seconds.length) {
      seconds[second]++;
    }
  }

  /** How many seconds there are. */
  int seconds() {
    return calls.length;
  }

  /** Calls that began in this second. */
  int calls(int second) {
    return calls[second];
  }

  /** Of the calls that began in this second, those that succeeded in the end. */
  int succeeded(int second) {
    return succeeded[second];
  }

  /** Requests sent to the dependency in this second: first attempts and retries. */
  int attempts(int second) {
    return attempts[second];
  }

  /**
   * The share of calls that succeeded.
   *
   * @param from the first second
   * @param to the second after the last
   * @return 0 to 1; of calls that began in that time
   */
  double successShare(int from, int to) {
    return (double) sum(succeeded, from, to) / sum(calls, from, to);
  }

  /**
   * Requests to the dependency for each call.
   *
   * @param from the first second
   * @param to the second after the last
   * @return 1 where there are no retries
   */
  double amplification(int from, int to) {
    return (double) sum(attempts, from, to) / sum(calls, from, to);
  }

  /**
   * The most requests to the dependency in a second.
   *
   * @param from the first second
   * @param to the second after the last
   */
  int peak(int from, int to) {
    return Arrays.stream(attempts, from, to).max().orElse(0);
  }

  private static long sum(int[] counts, int from, int to) {
    return Arrays.stream(counts, from, to).asLongStream().sum();
  }
}
