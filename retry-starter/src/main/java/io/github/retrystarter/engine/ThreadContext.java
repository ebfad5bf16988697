package io.github.retrystarter.engine;

import java.util.List;

/**
 * What belongs to the caller's thread and goes along with a call that goes on in other threads: the
 * logging context, the trace, the user. Thread-safe.
 */
public interface ThreadContext {

  /** Nothing goes along. */
  ThreadContext NONE = () -> Captured.NOTHING;

  /**
   * Several as one. One that throws changes nothing for the others.
   *
   * @param contexts what each takes along; given back in the opposite order
   * @return all of it
   */
  static ThreadContext of(List<ThreadContext> contexts) {
    return switch (contexts.size()) {
      case 0 -> NONE;
      case 1 -> contexts.get(0);
      default -> new ThreadContexts(contexts.stream().map(GuardedContext::of).toList());
    };
  }

  /**
   * Takes what this thread has now.
   *
   * @return {@link Captured#NOTHING} where it has nothing
   */
  Captured capture();

  /** What a thread had. Immutable. */
  interface Captured {

    /** A thread had nothing. */
    Captured NOTHING = () -> () -> {};

    /**
     * Gives it to this thread.
     *
     * @return to be closed in the same thread, when it has done its work
     */
    Scope restore();
  }

  /** A thread has what another had. */
  interface Scope extends AutoCloseable {

    /** Gives the thread back what it had before. */
    @Override
    void close();
  }
}
