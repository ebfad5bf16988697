package io.github.retrystarter.engine;

import org.jspecify.annotations.Nullable;

/**
 * How to run one call's attempts. One instance serves all calls of a site: what differs from call
 * to call is the subject, so that nothing need be allocated for it.
 *
 * @param <S> what a call is about: an invocation, a callable
 */
public interface Attempts<S> {

  /**
   * The first attempt.
   *
   * @param subject the call
   * @return its value
   * @throws Throwable if it fails
   */
  @Nullable Object first(S subject) throws Throwable;

  /**
   * A later attempt.
   *
   * @param subject the call
   * @return its value
   * @throws Throwable if it fails
   */
  @Nullable Object again(S subject) throws Throwable;

  /**
   * What answers in place of a call that was given up.
   *
   * @param subject the call
   * @param failure what the caller would get
   * @return the fallback; null where none takes this failure
   */
  default @Nullable Answer fallback(S subject, Throwable failure) {
    return null;
  }

  /**
   * Whether the caller has cancelled the call, so that nothing more is to be done for it. Where it
   * is still running, its thread is interrupted then.
   *
   * @param subject the call
   * @return true if so
   */
  default boolean isUnwanted(S subject) {
    return false;
  }

  /** A fallback, ready to run. */
  @FunctionalInterface
  interface Answer {

    /**
     * Runs it.
     *
     * @return the value for the caller
     * @throws Throwable if it fails
     */
    @Nullable Object get() throws Throwable;
  }
}
