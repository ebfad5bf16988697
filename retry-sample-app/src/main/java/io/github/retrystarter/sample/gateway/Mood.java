package io.github.retrystarter.sample.gateway;

import java.util.concurrent.atomic.AtomicLong;

/** A behaviour, and how many calls have met it. Thread-safe. */
final class Mood {

  private final Behaviour behaviour;
  private final AtomicLong calls = new AtomicLong();

  Mood(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  Behaviour behaviour() {
    return behaviour;
  }

  /** Counts a call, and tells whether it fails. */
  boolean nextFails() {
    return behaviour.fails(calls.getAndIncrement());
  }
}
