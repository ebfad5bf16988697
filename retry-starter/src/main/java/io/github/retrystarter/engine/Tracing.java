package io.github.retrystarter.engine;

import org.jspecify.annotations.Nullable;

/** Follows calls that do not succeed at once, for traces. Thread-safe; throws nothing. */
public interface Tracing {

  /** Follows none. */
  Tracing NONE =
      new Tracing() {
        @Override
        public @Nullable Object key() {
          return null;
        }

        @Override
        public CallTrace call(@Nullable Object around) {
          return CallTrace.NONE;
        }
      };

  /**
   * Where a context that travels, such as Reactor's, holds what a call is a part of.
   *
   * @return the key; null where no such context holds it
   */
  @Nullable Object key();

  /**
   * A call begins.
   *
   * @param around what a context that travels holds; null where there is none, or nothing in it:
   *     then it is what this thread is in
   * @return how it is followed; {@link CallTrace#NONE} for not at all
   */
  CallTrace call(@Nullable Object around);
}
