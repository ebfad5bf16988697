package io.github.retrystarter.tracing;

import io.github.retrystarter.engine.CallTrace;
import io.github.retrystarter.engine.ThreadContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes threads into observations, and out of them again, whatever handlers throw meanwhile. */
record Scopes(ObservationRegistry registry, Guard guard) {

  /** Whether this thread is in it; null for in none. */
  boolean isIn(@Nullable Observation observation) {
    return registry.getCurrentObservation() == observation;
  }

  ThreadContext.Scope open(Observation entered) {
    Observation.Scope before = registry.getCurrentObservationScope();
    Observation.Scope scope =
        guard.get(() -> whole(entered::openScope, before), Observation.Scope.NOOP);
    if (scope == Observation.Scope.NOOP) {
      return CallTrace.NOTHING;
    }
    return () -> guard.run(() -> close(scope, before));
  }

  private void close(Observation.Scope scope, Observation.@Nullable Scope before) {
    Observation.Scope unused =
        whole(
            () -> {
              scope.close();
              return scope;
            },
            before);
  }

  /** What handlers throw halfway must not leave the thread in a scope that is over. */
  private Observation.Scope whole(
      Supplier<Observation.Scope> step, Observation.@Nullable Scope before) {
    try {
      return step.get();
    } catch (Throwable bug) {
      registry.setCurrentObservationScope(before);
      throw bug;
    }
  }
}
