package io.github.retrystarter.metrics;

import io.github.retrystarter.engine.ThreadContext;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Micrometer's context propagation knows: traces and observations, Spring Security's user, and
 * whatever else has a {@code ThreadLocalAccessor}. Thread-safe.
 *
 * <p>Not by a snapshot of the library: there one accessor that throws would leave the others
 * behind, half restored.
 */
public final class PropagatedContext implements ThreadContext {

  private static final Logger logger = LoggerFactory.getLogger(PropagatedContext.class);

  private volatile boolean complained;

  /** Takes nothing yet. */
  public PropagatedContext() {}

  @Override
  public Captured capture() {
    List<Held<?>> held = new ArrayList<>(4);
    for (ThreadLocalAccessor<?> each : ContextRegistry.getInstance().getThreadLocalAccessors()) {
      // The call itself goes along anyway.
      if (!RetryContextAccessor.KEY.equals(each.key())) {
        Held<?> one = held(each);
        if (one != null) {
          held.add(one);
        }
      }
    }
    if (held.isEmpty()) {
      return Captured.NOTHING;
    }
    List<Held<?>> all = List.copyOf(held);
    return () -> restored(all);
  }

  private <V> @Nullable Held<V> held(ThreadLocalAccessor<V> accessor) {
    try {
      V value = accessor.getValue();
      return value == null ? null : new Held<>(accessor, value);
    } catch (Throwable bug) {
      complain(bug);
      return null;
    }
  }

  private Scope restored(List<Held<?>> held) {
    List<Scope> scopes = new ArrayList<>(held.size());
    for (Held<?> each : held) {
      try {
        scopes.add(each.restored());
      } catch (Throwable bug) {
        complain(bug);
      }
    }
    return () -> {
      for (int last = scopes.size() - 1; last >= 0; last--) {
        try {
          scopes.get(last).close();
        } catch (Throwable bug) {
          complain(bug);
        }
      }
    };
  }

  private void complain(Throwable bug) {
    if (!complained) {
      complained = true;
      logger.warn(
          "a ThreadLocalAccessor has thrown; the call goes on without what it holds (told once)",
          bug);
    }
  }

  /** What one thread local held. */
  private record Held<V>(ThreadLocalAccessor<V> accessor, V value) {

    Scope restored() {
      V own = accessor.getValue();
      accessor.setValue(value);
      return () -> {
        if (own == null) {
          accessor.restore();
        } else {
          accessor.restore(own);
        }
      };
    }
  }
}
