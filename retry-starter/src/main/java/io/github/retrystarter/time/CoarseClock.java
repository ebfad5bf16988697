package io.github.retrystarter.time;

import java.util.concurrent.locks.LockSupport;

/**
 * A clock that costs one field read: while calls come in, a daemon thread copies the real clock
 * into a field every {@link #GRAIN_NANOS}.
 *
 * <p>Why: a call that fails must know when it began, but a call that succeeds at once shall not pay
 * for a clock that it turns out not to need, and nobody can tell the two apart at the beginning.
 * The thread ends after a second without calls and is started again by the next one, so an idle
 * application is left in peace.
 */
final class CoarseClock {

  /** How far behind the real clock {@link #nanos()} may be, scheduling aside: 5 ms. */
  static final long GRAIN_NANOS = 5_000_000;

  private static final int IDLE_TICKS = 200;

  private final int idleTicks;
  private volatile long nanos;
  private volatile boolean running;

  /**
   * Set by readers, cleared by the ticker. Readers look before they write, so the cache line stays
   * shared; a lost update only makes the thread end a second too early or too late.
   */
  private volatile boolean used;

  private volatile boolean closed;

  CoarseClock() {
    this(IDLE_TICKS);
  }

  /**
   * @param idleTicks how many times the thread finds nobody reading before it ends
   */
  CoarseClock(int idleTicks) {
    this.idleTicks = idleTicks;
  }

  /** Whether the thread runs. */
  boolean ticking() {
    return running;
  }

  long nanos() {
    if (!running) {
      return start();
    }
    if (!used) {
      used = true;
    }
    return nanos;
  }

  /** Its thread ends, and none begins; each reading is of the real clock. */
  void close() {
    closed = true;
  }

  void open() {
    closed = false;
  }

  /** The first call after a pause reads the real clock. */
  private synchronized long start() {
    if (running) {
      // Another was quicker. Its reading, and not a newer one: the next would seem to go back.
      return nanos;
    }
    long now = System.nanoTime();
    if (!closed) {
      nanos = now;
      used = true;
      running = true;
      try {
        Threads.daemon(this::tick, "retry-clock").start();
      } catch (Throwable noThread) {
        // The call goes on, and the next one tries again.
        running = false;
      }
    }
    return now;
  }

  private void tick() {
    int idle = 0;
    while (!closed && idle < idleTicks) {
      LockSupport.parkNanos(GRAIN_NANOS);
      nanos = System.nanoTime();
      idle = used ? 0 : idle + 1;
      used = false;
    }
    running = false;
  }
}
