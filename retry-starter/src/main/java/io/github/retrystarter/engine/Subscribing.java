package io.github.retrystarter.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread that subscribes to a source, which is a part of the call: much is done only then, such
 * as the work of {@code Mono.fromCallable}. What the source signals meanwhile is no part of it: its
 * end is {@linkplain #hold held} until the thread is out of the call, and its elements {@linkplain
 * #outside step out} of it. Used by that thread.
 */
final class Subscribing {

  private final Thread thread = Thread.currentThread();
  private final List<@Nullable Object> cell = Ambient.cell();
  private final int depth;
  private final CallTrace trace;
  private final ThreadContext.Scope inside;
  private SuspendableCall.@Nullable Next end;

  /** Enters the call, and the attempt. */
  Subscribing(Call call, CallTrace trace) {
    depth = Ambient.enter(cell, call);
    this.trace = trace;
    inside = trace.open();
  }

  /** Whether it is this thread that asks. */
  boolean isHere() {
    return Thread.currentThread() == thread;
  }

  /** The source has ended. */
  void hold(SuspendableCall.Next next) {
    end = next;
  }

  /** Does what is no part of the call. */
  void outside(Runnable work) {
    int outside = Ambient.stepOut(cell, depth);
    ThreadContext.Scope around = trace.stepOut();
    try {
      work.run();
    } finally {
      around.close();
      Ambient.leave(cell, outside);
    }
  }

  /**
   * Leaves the call.
   *
   * @return what to do after its end; null where that is to come
   */
  SuspendableCall.@Nullable Next leave() {
    inside.close();
    Ambient.leave(cell, depth);
    return end;
  }
}
