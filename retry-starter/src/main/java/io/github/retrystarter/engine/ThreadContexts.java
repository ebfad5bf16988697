package io.github.retrystarter.engine;

import java.util.List;

/** Several contexts as one. */
record ThreadContexts(List<ThreadContext> contexts) implements ThreadContext {

  @Override
  public Captured capture() {
    Captured all = Captured.NOTHING;
    for (ThreadContext each : contexts) {
      all = both(all, each.capture());
    }
    return all;
  }

  private static Captured both(Captured first, Captured second) {
    if (first == Captured.NOTHING || second == Captured.NOTHING) {
      return first == Captured.NOTHING ? second : first;
    }
    return () -> both(first.restore(), second);
  }

  private static Scope both(Scope first, Captured second) {
    Scope inner;
    try {
      inner = second.restore();
    } catch (Throwable bug) {
      first.close();
      throw bug;
    }
    return () -> {
      try {
        inner.close();
      } finally {
        first.close();
      }
    };
  }
}
