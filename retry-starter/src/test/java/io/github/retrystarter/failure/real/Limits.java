package io.github.retrystarter.failure.real;

import java.time.Duration;

/**
 * What a client may take.
 *
 * @param connect until the connection is there
 * @param read until the answer is there, or its next part, as the client understands it
 * @param connections how many it may have
 * @param lease until one of them is free
 */
record Limits(Duration connect, Duration read, int connections, Duration lease) {

  static final Duration SHORT = Duration.ofMillis(50);

  /** For what shall not happen, however busy the machine is. */
  static final Duration LONG = Duration.ofSeconds(10);

  private static final Duration ENOUGH = Duration.ofSeconds(1);

  static final Limits PATIENT = new Limits(LONG, LONG, 10, LONG);

  static final Limits POOL_OF_ONE = new Limits(LONG, LONG, 1, SHORT);

  Limits connect(Duration limit) {
    return new Limits(limit, read, connections, lease);
  }

  Limits read(Duration limit) {
    return new Limits(connect, limit, connections, lease);
  }

  Limits lease(Duration limit) {
    return new Limits(connect, read, connections, limit);
  }

  /** Whether something may run out before a busy machine has done its part. */
  boolean isShort() {
    return connect.compareTo(ENOUGH) < 0 || read.compareTo(ENOUGH) < 0;
  }

  /** With the short ones doubled. */
  Limits twice() {
    return new Limits(twice(connect), twice(read), connections, lease);
  }

  private static Duration twice(Duration limit) {
    return limit.compareTo(ENOUGH) < 0 ? limit.multipliedBy(2) : limit;
  }

  int connectMillis() {
    return Math.toIntExact(connect.toMillis());
  }

  int readMillis() {
    return Math.toIntExact(read.toMillis());
  }
}
