package io.github.retrystarter.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the call that one thread runs along to another that works for it, so that calls made there
 * know what they are inside of: their context, the deadline, and on which failures the inner ones
 * have given up. Static; each thread has its own.
 */
public final class CallScope {

  /** The key of the running call among other values that go along from thread to thread. */
  public static final String KEY = "io.github.retrystarter.call";

  private CallScope() {}

  /**
   * The innermost call of this thread.
   *
   * @return it, for {@link #enter} in another thread; null outside of any
   */
  public static @Nullable Object current() {
    return Ambient.call(Ambient.cell());
  }

  /**
   * What this thread does from now on is done for a call, until {@link #leave}.
   *
   * @param call of {@link #current} in another thread
   * @throws IllegalArgumentException if it is something else
   */
  public static void enter(Object call) {
    if (!(call instanceof Call)) {
      throw new IllegalArgumentException("not a call: " + call);
    }
    Ambient.enter(Ambient.cell(), Optional.of(call));
  }

  /** What this thread does from now on is done for no call, until {@link #leave}. */
  public static void enterNone() {
    Ambient.enter(Ambient.cell(), Optional.empty());
  }

  /**
   * Back to what was before the last {@link #enter} or {@link #enterNone}; nothing where a call
   * that began since still runs.
   */
  public static void leave() {
    Ambient.leaveScope(Ambient.cell());
  }
}
