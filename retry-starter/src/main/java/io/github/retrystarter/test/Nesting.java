package io.github.retrystarter.test;

import io.github.retrystarter.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Does work in the thread that comes by, though it may come by while it does such work: a call that
 * waits in no time makes its next attempt inside of the wait before it, and so on. Where that gets
 * deep, another thread goes on, and the stack of this one unwinds; the outermost work returns when
 * all is done. Only putting it off until this thread has returned would not do: what it does may be
 * to wait for just that work, as an attempt does that joins an inner call.
 */
final class Nesting {

  /** A retry of a future takes about 4 KB of stack; threads have 512 KB at least. */
  private static final int DEEPEST = 20;

  private final ThreadLocal<Level> levels = ThreadLocal.withInitial(Level::new);
  private final Time threads;

  /**
   * Starts no thread.
   *
   * @param threads has other threads
   */
  Nesting(Time threads) {
    this.threads = threads;
  }

  private static final class Level {
    private int depth;

    /** What was handed over; null where nothing was. */
    private @Nullable HandedOver others;
  }

  void run(Runnable work) {
    Level level = levels.get();
    if (level.depth == DEEPEST) {
      handOver(level, work);
      return;
    }
    level.depth++;
    try {
      work.run();
    } finally {
      if (--level.depth == 0) {
        levels.remove();
        if (level.others != null) {
          level.others.await();
        }
      }
    }
  }

  private void handOver(Level level, Runnable work) {
    HandedOver known = level.others;
    HandedOver others = known == null ? new HandedOver() : known;
    level.others = others;
    others.begin();
    threads.run(() -> goOn(others, work));
  }

  private void goOn(HandedOver others, Runnable work) {
    Level before = levels.get();
    Level level = new Level();
    level.others = others;
    level.depth = 1; // never the outermost
    levels.set(level);
    try {
      work.run();
    } finally {
      levels.set(before);
      others.end();
    }
  }

  /** What the outermost work in a thread waits for. */
  private static final class HandedOver {
    private int running;

    private synchronized void begin() {
      running++;
    }

    private synchronized void end() {
      running--;
      notifyAll();
    }

    /** An interrupt is for what this thread does afterwards. */
    private void await() {
      boolean interrupted = false;
      synchronized (this) {
        while (running > 0) {
          try {
            wait();
          } catch (InterruptedException later) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
