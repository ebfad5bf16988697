package io.github.retrystarter.tracing;

import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.engine.CallTrace;
import io.github.retrystarter.engine.ThreadContext;
import io.micrometer.observation.Observation;

/** Each retry is an event {@code retry} of what the call is a part of. */
record RetryEvents(Observation parent, Scopes scopes, Guard guard) implements CallTrace {

  private static final String NAME = "retry";

  /** A thread of Reactor's need not be in what its subscriber is a part of. */
  @Override
  public ThreadContext.Scope around() {
    return scopes.isIn(parent) ? NOTHING : scopes.open(parent);
  }

  @Override
  public void retrying(RetryEvent event) {
    guard.run(() -> parent.event(Observation.Event.of(NAME, text(event))));
  }

  /** Some for each method: attempts and kinds are few. */
  private static String text(RetryEvent event) {
    return "retry %d of %s after %s".formatted(event.attempt(), event.method(), event.kind());
  }
}
