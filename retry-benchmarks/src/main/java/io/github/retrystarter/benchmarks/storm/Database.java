package io.github.retrystarter.benchmarks.storm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * A database: some workers, each busy with one request at a time, and before them a queue without
 * bound, first come, first served. It does not know whether anybody still waits for an answer and
 * works off every request: that is what lets an overload outlive its cause.
 */
final class Database implements Dependency {

  private final Timeline timeline;
  private final int workers;
  private final LongSupplier service;
  private final Queue<Reply> queue = new ArrayDeque<>();
  private int slowness = 1;
  private int busy;
  private boolean stalled;
  private boolean refusing;

  /**
   * An idle one.
   *
   * @param workers requests that it works on at a time
   * @param service how long a worker takes for the next one, nanoseconds
   */
  Database(Timeline timeline, int workers, LongSupplier service) {
    this.timeline = timeline;
    this.workers = workers;
    this.service = service;
  }

  /** From now on no request is begun; they queue up. What is begun is finished. */
  void stall() {
    stalled = true;
  }

  /** From now on requests are refused at once; those that queue are reset. */
  void refuse() {
    refusing = true;
    List<Reply> lost = new ArrayList<>(queue);
    queue.clear();
    lost.forEach(each -> each.arrived(Troubles.reset()));
  }

  /** From now on requests take so many times as long. */
  void slowDown(int times) {
    slowness = times;
  }

  /** All is well again; what has queued up is still there. */
  void heal() {
    stalled = false;
    refusing = false;
    slowness = 1;
    work();
  }

  /** How many requests nobody has begun. */
  int queued() {
    return queue.size();
  }

  @Override
  public void request(Reply reply) {
    if (refusing) {
      // Not at this very moment: a caller that tries again at once would never let time go on.
      timeline.in(1_000_000, () -> reply.arrived(Troubles.refused()));
      return;
    }
    queue.add(reply);
    work();
  }

  private void work() {
    while (!stalled && busy < workers) {
      Reply next = queue.poll();
      if (next == null) {
        return;
      }
      busy++;
      timeline.in(
          service.getAsLong() * slowness,
          () -> {
            busy--;
            next.arrived(null);
            work();
          });
    }
  }
}
