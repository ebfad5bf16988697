package io.github.retrystarter.engine;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * How many elements the subscriber of a call still wants, whatever number of sources they come
 * from, one after the other.
 *
 * <p>Requests come from any thread. Under the lock, a request is either added before a source takes
 * over, which then asks for it too, or finds that source in place: it is never asked for twice.
 */
final class Demand {

  private long asked;
  private @Nullable Subscription source;

  /** Written by the threads of the sources, one after the other. */
  private long delivered;

  /**
   * The subscriber asks for more.
   *
   * @param elements more than zero
   */
  void request(long elements) {
    Subscription now;
    synchronized (this) {
      asked = Operators.addCap(asked, elements);
      now = source;
    }
    if (now != null) {
      now.request(elements);
    }
  }

  /** Another source takes over; it is asked for all that is still wanted. */
  void from(Subscription next) {
    long open;
    synchronized (this) {
      source = next;
      open = asked == Long.MAX_VALUE ? asked : asked - delivered;
    }
    if (open > 0) {
      next.request(open);
    }
  }

  /** An element goes out. */
  void deliver() {
    delivered++;
  }

  /** Whether any element has gone out; to be asked by whoever works on the call. */
  boolean hasDelivered() {
    return delivered > 0;
  }
}
