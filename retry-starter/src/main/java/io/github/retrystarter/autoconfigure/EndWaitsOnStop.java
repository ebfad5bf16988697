package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.time.Time;
import org.springframework.context.SmartLifecycle;

/**
 * Ends all waits when the context is stopped, be it for a while (a checkpoint, {@code
 * context.stop()}) or for good: before everything else, so that a web server that lets its requests
 * end, or an executor, does not wait for retries. {@link BeginWaitsOnStart} is its counterpart.
 */
final class EndWaitsOnStop implements SmartLifecycle {

  private final Time time;
  private volatile boolean running;

  EndWaitsOnStop(Time time) {
    this.time = time;
  }

  /** Of the phases, the first that stops. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    time.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** A pause stops what begins work by itself; calls that others make are still retried. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
