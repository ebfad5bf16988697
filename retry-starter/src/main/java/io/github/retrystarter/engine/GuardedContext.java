package io.github.retrystarter.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A context that throws changes nothing for the call: it goes on without. */
final class GuardedContext implements ThreadContext {

  private static final Logger logger = LoggerFactory.getLogger(GuardedContext.class);

  private final ThreadContext guarded;
  private volatile boolean complained;

  private GuardedContext(ThreadContext guarded) {
    this.guarded = guarded;
  }

  static ThreadContext of(ThreadContext context) {
    return context instanceof GuardedContext ? context : new GuardedContext(context);
  }

  @Override
  public Captured capture() {
    try {
      Captured captured = guarded.capture();
      return captured == Captured.NOTHING ? captured : () -> restored(captured);
    } catch (Throwable bug) {
      complain(bug);
      return Captured.NOTHING;
    }
  }

  private Scope restored(Captured captured) {
    try {
      Scope scope = captured.restore();
      return () -> close(scope);
    } catch (Throwable bug) {
      complain(bug);
      return () -> {};
    }
  }

  private void close(Scope scope) {
    try {
      scope.close();
    } catch (Throwable bug) {
      complain(bug);
    }
  }

  private void complain(Throwable bug) {
    if (!complained) {
      complained = true;
      logger.warn(
          "the context of a thread could not be taken along or given back; the call goes on (told"
              + " once)",
          bug);
    }
  }
}
