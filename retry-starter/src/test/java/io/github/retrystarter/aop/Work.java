package io.github.retrystarter.aop;

import java.util.concurrent.atomic.AtomicInteger;

/** What all placements do: fails twice, then answers. One test at a time. */
final class Work {

  private static final AtomicInteger CALLS = new AtomicInteger();
  private static final AtomicInteger CREATED = new AtomicInteger();

  private Work() {}

  static void reset() {
    CALLS.set(0);
    CREATED.set(0);
  }

  static String run() {
    int call = CALLS.incrementAndGet();
    if (call <= 2) {
      throw new IllegalStateException("broken " + call);
    }
    return "done";
  }

  /** For beans that tell of their creation. */
  static void create() {
    CREATED.incrementAndGet();
  }

  static int created() {
    return CREATED.get();
  }

  static int calls() {
    return CALLS.get();
  }
}
