package io.github.retrystarter.benchmarks.storm;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time and what is going to happen in it. Events at the same nanosecond happen in the order
 * in which they were planned. Not thread-safe: a run is one thread.
 */
final class Timeline {

  private record Event(long at, long number, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          1024, Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long now;
  private long planned;

  /** Nanoseconds since the run began. */
  long now() {
    return now;
  }

  /**
   * Plans an event.
   *
   * @param nanos from now on, not negative
   * @throws IllegalArgumentException if it would be in the past
   */
  void in(long nanos, Runnable action) {
    if (nanos < 0) {
      throw new IllegalArgumentException(nanos + " ns from now is in the past");
    }
    events.add(new Event(now + nanos, planned++, action));
  }

  /** Lets everything happen, until nothing is planned any more. */
  void run() {
    Event next = events.poll();
    while (next != null) {
      now = next.at();
      next.action().run();
      next = events.poll();
    }
  }
}
