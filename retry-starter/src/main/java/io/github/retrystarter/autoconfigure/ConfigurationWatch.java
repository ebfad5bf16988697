package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.time.Time;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at the configuration's files from time to time, which works on every file system. A change
 * is applied when the files have stayed the same for one more look: nobody wants half of a file.
 * Thread-safe.
 */
final class ConfigurationWatch implements SmartLifecycle {

  /** Between two looks. */
  static final Duration PACE = Duration.ofSeconds(1);

  private final WatchedFiles files;
  private final Time time;
  private final Runnable changed;

  private Map<Path, ByteBuffer> applied;
  private @Nullable Map<Path, ByteBuffer> seen;
  private Time.@Nullable Alarm next;
  private boolean running;

  /**
   * Looks at the files for the first time.
   *
   * @param files which
   * @param changed applies what stands in them; never throws
   */
  ConfigurationWatch(WatchedFiles files, Time time, Runnable changed) {
    this.files = files;
    this.time = time;
    this.changed = changed;
    this.applied = files.content();
  }

  @Override
  public synchronized void start() {
    if (!running) {
      running = true;
      again();
    }
  }

  @Override
  public synchronized void stop() {
    running = false;
    if (next != null) {
      next.cancel();
      next = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  private synchronized void again() {
    if (running) {
      next = time.alarm(PACE.toNanos(), () -> time.run(this::look));
    }
  }

  private void look() {
    try {
      if (isChanged(files.content())) {
        changed.run();
      }
    } finally {
      again();
    }
  }

  private synchronized boolean isChanged(Map<Path, ByteBuffer> now) {
    boolean stable = now.equals(seen);
    seen = now;
    if (!stable || now.equals(applied)) {
      return false;
    }
    applied = now;
    return true;
  }
}
