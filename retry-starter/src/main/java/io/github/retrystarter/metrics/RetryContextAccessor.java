package io.github.retrystarter.metrics;

import io.github.retrystarter.engine.CallScope;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation take the running call along to other threads: executors
 * that it wraps, Reactor with automatic context propagation, Spring's {@code
 * ContextPropagatingTaskDecorator}. Found by {@link java.util.ServiceLoader} where that library is
 * there. Stateless.
 *
 * <p>Scopes of that library may be closed out of order, twice, in another thread, or never. What is
 * closed only takes away what was set, and never the request that a filter has entered: so no
 * thread gets back what is over.
 */
public final class RetryContextAccessor implements ThreadLocalAccessor<Object> {

  /** The key of the running call among other thread-locals. */
  public static final String KEY = CallScope.KEY;

  /** For {@link java.util.ServiceLoader}. */
  public RetryContextAccessor() {}

  @Override
  public Object key() {
    return KEY;
  }

  @Override
  public @Nullable Object getValue() {
    return CallScope.current();
  }

  @Override
  public void setValue(Object call) {
    CallScope.set(call);
  }

  @Override
  public void setValue() {
    CallScope.setNone();
  }

  @Override
  public void restore(Object previous) {
    CallScope.restore(previous);
  }

  @Override
  public void restore() {
    CallScope.restore(null);
  }
}
