package io.github.retrystarter.tracing;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever an observation's handlers throw, no call is changed by it. Thread-safe. */
final class Guard {

  private static final Logger logger = LoggerFactory.getLogger(Guard.class);

  private volatile boolean complained;

  /** Told once. */
  void run(Runnable telling) {
    try {
      telling.run();
    } catch (Throwable bug) {
      complain(bug);
    }
  }

  /** The other value where it throws. */
  <T> T get(Supplier<T> asking, T other) {
    try {
      return asking.get();
    } catch (Throwable bug) {
      complain(bug);
      return other;
    }
  }

  private void complain(Throwable bug) {
    if (!complained) {
      complained = true;
      logger.warn("an observation's handler threw; the call goes on (told once)", bug);
    }
  }
}
