package io.github.retrystarter;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An attempt was cut because it reached {@code attempt-timeout}, or because the whole call reached
 * {@code timeout}. Its cause is the last failure of an earlier attempt, where there is one; what
 * the cut attempt itself threw is suppressed.
 */
public class AttemptTimeoutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration limit;

  /**
   * Made by the engine.
   *
   * @param message what was cut
   * @param limit the limit that cut it
   * @param cause the last failure of an earlier attempt, or null
   */
  public AttemptTimeoutException(String message, Duration limit, @Nullable Throwable cause) {
    super(message, cause);
    this.limit = limit;
  }

  /**
   * The limit that cut the attempt.
   *
   * @return the {@code attempt-timeout} or the {@code timeout}
   */
  public Duration limit() {
    return limit;
  }
}
