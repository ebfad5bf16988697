package io.github.retrystarter.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
   * @return what to give to {@link #leave}, in this thread
   * @throws IllegalArgumentException if it is something else
   */
  public static Object enter(Object call) {
    Object entered = new AtomicReference<>(checked(call));
    int unused = Ambient.enter(Ambient.cell(), entered);
    return entered;
  }

  /**
   * Back to what was before an {@link #enter}: whatever was entered or set since and is still there
   * goes with it. Nothing where it has been left already. A call that began since and still runs
   * stays.
   *
   * @param entered what {@link #enter} returned
   */
  public static void leave(Object entered) {
    Ambient.leaveEntered(Ambient.cell(), entered);
  }

  /**
   * As {@link #enter}, for those who can keep nothing but the value that was there before.
   *
   * @param call of {@link #current} in another thread, or a {@link ServedRequest}
   * @throws IllegalArgumentException if it is something else
   */
  public static void set(Object call) {
    int unused = Ambient.enter(Ambient.cell(), Optional.of(checked(call)));
  }

  /** What this thread does from now on is done for no call, until {@link #restore}. */
  public static void setNone() {
    int unused = Ambient.enter(Ambient.cell(), Optional.empty());
  }

  /**
   * Back to what was before the newest {@link #set} or {@link #setNone} that was made when this was
   * the innermost. Only takes away, so that nothing comes back that is over; and never what was
   * {@link #enter entered}.
   *
   * @param previous {@link #current()} before that; null for nothing
   */
  public static void restore(@Nullable Object previous) {
    Ambient.restore(Ambient.cell(), previous);
  }

  private static Object checked(Object call) {
    if (!(call instanceof Call || call instanceof ServedRequest)) {
      throw new IllegalArgumentException("not a call: " + call);
    }
    return call;
  }
}
