package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.time.Time;
import org.springframework.context.SmartLifecycle;

/**
 * Lets calls wait again when a context that was stopped is started: before everything else, so that
 * nothing that starts fails for want of a retry.
 */
final class BeginWaitsOnStart implements SmartLifecycle {

  private final Time time;
  private volatile boolean running;

  BeginWaitsOnStart(Time time) {
    this.time = time;
  }

  /** Of the phases, the first that starts. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }

  @Override
  public void start() {
    running = true;
    time.open();
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public boolean isPauseable() {
    return false;
  }
}
