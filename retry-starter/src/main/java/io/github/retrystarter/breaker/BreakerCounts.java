package io.github.retrystarter.breaker;

import java.util.concurrent.atomic.LongAdder;

/** What a breaker has counted since the start; nothing while it is disabled. Thread-safe. */
public final class BreakerCounts {

  private final LongAdder successes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder slow = new LongAdder();
  private final LongAdder rejections = new LongAdder();

  BreakerCounts() {}

  void ended(boolean failed, boolean tooSlow) {
    (failed ? failures : successes).increment();
    if (tooSlow) {
      slow.increment();
    }
  }

  void rejected() {
    rejections.increment();
  }

  /**
   * Attempts that succeeded.
   *
   * @return how many, slow ones too
   */
  public long successes() {
    return successes.sum();
  }

  /**
   * Attempts that failed.
   *
   * @return how many, slow ones too
   */
  public long failures() {
    return failures.sum();
  }

  /**
   * Attempts that were slow.
   *
   * @return how many, whether they failed or not
   */
  public long slowCalls() {
    return slow.sum();
  }

  /**
   * Attempts that were not let through.
   *
   * @return how many
   */
  public long rejections() {
    return rejections.sum();
  }
}
