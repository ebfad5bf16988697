package io.github.retrystarter.metrics;

import io.github.retrystarter.engine.ThreadContext;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Map;

/**
 * What Micrometer's context propagation knows: traces and observations, Spring Security's user, and
 * whatever else has a {@code ThreadLocalAccessor}. Thread-safe.
 */
public final class PropagatedContext implements ThreadContext {

  /** The call itself goes along anyway. */
  private final ContextSnapshotFactory snapshots =
      ContextSnapshotFactory.builder()
          .captureKeyPredicate(key -> !RetryContextAccessor.KEY.equals(key))
          .build();

  /** Takes nothing yet. */
  public PropagatedContext() {}

  @Override
  public Captured capture() {
    ContextSnapshot caller = snapshots.captureAll();
    // The common case, where memory counts: what there is, is a map.
    if (caller instanceof Map<?, ?> values && values.isEmpty()) {
      return Captured.NOTHING;
    }
    return () -> {
      ContextSnapshot.Scope scope = caller.setThreadLocals();
      return scope::close;
    };
  }
}
