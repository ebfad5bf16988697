package io.github.retrystarter.logging;

import io.github.retrystarter.engine.ThreadContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** SLF4J's MDC. Stateless. */
public final class LoggingContext implements ThreadContext {

  /** Takes nothing yet. */
  public LoggingContext() {}

  @Override
  public Captured capture() {
    Map<String, String> caller = MDC.getCopyOfContextMap();
    return caller == null || caller.isEmpty() ? Captured.NOTHING : () -> restored(caller);
  }

  private static Scope restored(Map<String, String> caller) {
    Map<String, String> own = MDC.getCopyOfContextMap();
    MDC.setContextMap(caller);
    return () -> set(own);
  }

  private static void set(@Nullable Map<String, String> context) {
    if (context == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(context);
    }
  }
}
