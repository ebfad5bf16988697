package io.github.retrystarter.sample.gateway;

import java.util.concurrent.atomic.AtomicLong;

/** One service of the gateway, and its count of calls since start. Thread-safe. */
final class Desk {

  /**
   * The counts.
   *
   * @param received calls that arrived
   * @param failed those that got an error, or no answer at all
   */
  record Counts(long received, long failed) {}

  private final String name;
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  Desk(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  void receive() {
    received.incrementAndGet();
  }

  void fail() {
    failed.incrementAndGet();
  }

  Counts counts() {
    return new Counts(received.get(), failed.get());
  }

  /** The same key gets the same reference: work that is asked for twice is done once. */
  String reference(String key) {
    return name.substring(0, 1) + "-" + key;
  }
}
