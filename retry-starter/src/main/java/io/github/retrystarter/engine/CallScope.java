package io.github.retrystarter.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the call that one thread runs along to another that works for it, so that calls made there
 * know what they are inside of: their context, the deadline, and on which failures the inner ones
 * have given up. Outside of any call, the request that is served is taken along. Static; each
 * thread has its own.
 */
public final class CallScope {

  /** The key under which a context that travels, such as Reactor's, holds {@link #current()}. */
  public static final String KEY = "io.github.retrystarter.call";

  private CallScope() {}

  /**
   * The innermost call of this thread, or else the request that it serves.
   *
   * @return it, for {@link #enter} in another thread; null outside of any
   */
  public static @Nullable Object current() {
    return Ambient.scope(Ambient.cell());
  }

  /**
   * What a service is told that this thread calls now.
   *
   * @return it; {@link Onward#NOTHING} outside of any call and request
   */
  public static Onward onward() {
    return onward(Ambient.knownScope(Ambient.cell()));
  }

  /**
   * What a service is told that is called from inside a call.
   *
   * @param scope of {@link #current()}, in whatever thread
   * @return it; {@link Onward#NOTHING} where it is something else
   */
  public static Onward onward(@Nullable Object scope) {
    if (scope instanceof Call call) {
      return call.onward();
    }
    return scope instanceof ServedRequest request ? request.onward() : Onward.NOTHING;
  }

  /**
   * What this thread does from now on is done for a call, until {@link #leave}.
   *
   * @param call of {@link #current} in another thread, or a {@link ServedRequest}
   * @throws IllegalArgumentException if it is something else
   */
  public static void enter(Object call) {
    if (!(call instanceof Call || call instanceof ServedRequest)) {
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
