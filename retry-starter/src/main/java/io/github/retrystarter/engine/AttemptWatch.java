package io.github.retrystarter.engine;

import io.github.retrystarter.time.Time;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts an attempt in its own thread when its time is up, and leaves no stray interrupt
 * behind.
 *
 * <p>A thread has only one interrupt flag, but it may run nested calls, each with a watch. The
 * watches of one thread share a {@link Cuts}, and its lock: an alarm interrupts and an attempt ends
 * one after the other, so no interrupt can hit whatever the thread does next. A watch that has cut
 * takes the flag back when its attempt ends, and sets it again where an outer watch has cut too, or
 * where somebody else had interrupted the thread before the first of them. An interrupt of somebody
 * else's that comes between a cut and the attempt's end can't be told from ours, and goes with it.
 */
final class AttemptWatch {

  /** What the watches of one thread have done to it. */
  static final class Cuts {
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread = Thread.currentThread();
    private int pending;
    private boolean foreign;
  }

  private final Cuts cuts;
  private boolean running = true;
  private Time.@Nullable Alarm alarm;

  private AttemptWatch(Cuts cuts) {
    this.cuts = cuts;
  }

  /** One that is cut by somebody, not by the time. */
  static AttemptWatch withoutLimit() {
    return new AttemptWatch(Ambient.cuts(Ambient.cell()));
  }

  static AttemptWatch start(Time time, long nanos) {
    AttemptWatch watch = new AttemptWatch(Ambient.cuts(Ambient.cell()));
    try {
      watch.alarm = time.alarm(nanos, watch::cut);
    } catch (Throwable noAlarm) {
      // It may be queued all the same; it must not hit a thread that has moved on.
      watch.end();
      throw noAlarm;
    }
    return watch;
  }

  /** Runs in the alarm's thread, or that of whoever cancels; false if the attempt has ended. */
  boolean cut() {
    cuts.lock.lock();
    try {
      boolean runs = running;
      if (runs) {
        running = false;
        if (cuts.pending++ == 0) {
          cuts.foreign = cuts.thread.isInterrupted();
        }
        cuts.thread.interrupt();
      }
      return runs;
    } finally {
      cuts.lock.unlock();
    }
  }

  /** Ends the watch, in the attempt's thread; tells whether the attempt was cut. */
  boolean end() {
    cuts.lock.lock();
    try {
      if (!running) {
        cuts.pending--;
        boolean unused = Thread.interrupted();
        if (cuts.pending > 0 || cuts.foreign) {
          cuts.thread.interrupt();
        }
        return true;
      }
      running = false;
    } finally {
      cuts.lock.unlock();
    }
    if (alarm != null) {
      alarm.cancel();
    }
    return false;
  }
}
