package io.github.retrystarter.breaker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listener of each change once, in the order of the changes and one at a time, without a
 * lock: whoever comes while another is telling leaves it to that one. What the listener throws
 * reaches no call.
 */
final class Announcer {

  private static final Logger logger = LoggerFactory.getLogger(Announcer.class);

  private final String breaker;
  private final BreakerListener listener;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean complained = new AtomicBoolean();

  /** The last era told of; touched only by the one who is telling. */
  private Era told;

  Announcer(String breaker, BreakerListener listener, Era first) {
    this.breaker = breaker;
    this.listener = listener;
    this.told = first;
  }

  /** An era has taken the place of another. */
  void follows(Era from, Era to) {
    from.next = to;
    if (asked.getAndIncrement() != 0) {
      return;
    }
    int answered = 1;
    do {
      tellAll();
      answered = asked.addAndGet(-answered);
    } while (answered != 0);
  }

  private void tellAll() {
    // An era whose predecessor is not linked yet waits for whoever links it.
    for (Era next = told.next; next != null; next = told.next) {
      Era before = told;
      told = next;
      // Else a permit of long ago would hold all eras since.
      before.next = null;
      if (before.state() != next.state()) {
        tell(before.state(), next.state());
      }
    }
  }

  private void tell(State from, State to) {
    try {
      listener.changed(breaker, from, to);
    } catch (Throwable bug) {
      if (complained.compareAndSet(false, true)) {
        logger.warn(
            "{} threw at circuit breaker {}; calls go on (told once)",
            listener.getClass().getName(),
            breaker,
            bug);
      }
    }
  }
}
