package io.github.retrystarter.time;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at something of which nobody tells, ever less often. */
final class Watch implements Time.Alarm {

  private static final long FIRST_LOOK_NANOS = 1_000_000;
  private static final long LAST_LOOK_NANOS = 64_000_000;

  private final Time time;
  private final BooleanSupplier happened;
  private final Runnable action;
  private long again = FIRST_LOOK_NANOS;
  private Time.@Nullable Alarm next;
  private boolean cancelled;

  private Watch(Time time, BooleanSupplier happened, Runnable action) {
    this.time = time;
    this.happened = happened;
    this.action = action;
  }

  static Time.Alarm start(Time time, BooleanSupplier happened, Runnable action) {
    Watch watch = new Watch(time, happened, action);
    watch.next();
    return watch;
  }

  /** Under a lock, so that it is either set before it is called off, or not at all. */
  private synchronized void next() {
    if (!cancelled) {
      next = time.alarm(again, () -> time.run(this::look));
      again = Math.min(2 * again, LAST_LOOK_NANOS);
    }
  }

  private void look() {
    boolean over;
    try {
      over = happened.getAsBoolean();
      if (!over) {
        next();
      }
    } catch (Throwable bug) {
      over = true;
    }
    if (over) {
      action.run();
    }
  }

  @Override
  public synchronized void cancel() {
    cancelled = true;
    if (next != null) {
      next.cancel();
    }
  }
}
