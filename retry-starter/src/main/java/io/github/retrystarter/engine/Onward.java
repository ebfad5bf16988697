package io.github.retrystarter.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What another service is told that is called now. Immutable.
 *
 * @param attempt which attempt of the innermost call that is beyond its first makes it; 1 where
 *     none is
 * @param maxRetries of that call's policy; {@link #UNKNOWN} for none, or where it has no limit
 * @param cause the kind of the failure before that attempt; null for none
 * @param remaining until the first deadline around, never negative; null where there is none
 */
public record Onward(
    int attempt, int maxRetries, @Nullable String cause, @Nullable Duration remaining) {

  /** No number of retries. */
  public static final int UNKNOWN = -1;

  /** Outside of any call, and of any request with a deadline. */
  public static final Onward NOTHING = new Onward(1, UNKNOWN, null, null);
}
