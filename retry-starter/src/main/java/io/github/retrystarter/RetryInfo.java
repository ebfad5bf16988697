package io.github.retrystarter;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The marker that a failed call's exception carries as suppressed: what was tried, and why the
 * starter gave up. It has no stack trace of its own. Immutable.
 */
public final class RetryInfo extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String policy;
  private final String reason;
  private final int attempts;
  private final Duration elapsed;
  private final transient List<String> kinds;
  private final transient @Nullable Object callTree;
  private volatile @Nullable String message;

  /**
   * Made by the engine.
   *
   * @param policy the policy's name
   * @param reason why the call ended, such as {@code exhausted}
   * @param attempts how often the work was called
   * @param elapsed how long the whole call took
   * @param kinds the kind of each failed attempt, oldest first
   * @param callTree where the call ran, for the engine; null where no call was around it
   */
  public RetryInfo(
      String policy,
      String reason,
      int attempts,
      Duration elapsed,
      List<String> kinds,
      @Nullable Object callTree) {
    super(null, null, false, false);
    this.policy = policy;
    this.reason = reason;
    this.attempts = attempts;
    this.elapsed = elapsed;
    this.kinds = List.copyOf(kinds);
    this.callTree = callTree;
  }

  /**
   * The marker of a failure.
   *
   * @param failure any exception
   * @return its marker; empty where it has none
   */
  public static Optional<RetryInfo> of(Throwable failure) {
    for (Throwable suppressed : failure.getSuppressed()) {
      if (suppressed instanceof RetryInfo info) {
        return Optional.of(info);
      }
    }
    return Optional.empty();
  }

  /**
   * The policy's name.
   *
   * @return the name
   */
  public String policy() {
    return policy;
  }

  /**
   * Why the call ended.
   *
   * @return {@code exhausted}, {@code permanent}, {@code timeout}, …
   */
  public String reason() {
    return reason;
  }

  /**
   * How often the work was called.
   *
   * @return the attempts, the first one included
   */
  public int attempts() {
    return attempts;
  }

  /**
   * How long the whole call took.
   *
   * @return the time
   */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * The kind of each failed attempt, oldest first.
   *
   * @return the kinds, at most the first 1000; empty after deserialization
   */
  public List<String> kinds() {
    return kinds == null ? List.of() : kinds;
  }

  /**
   * Where the call that set this marker ran: an exception instance that is shared between calls may
   * carry the marker of another one. For the engine.
   *
   * @return the engine's own object; null where the call had none around it, and after
   *     deserialization
   */
  public @Nullable Object callTree() {
    return callTree;
  }

  /** Put together when somebody reads it: most are never read. */
  @Override
  public String getMessage() {
    String known = message;
    if (known == null) {
      known = message(policy, reason, attempts, elapsed, kinds());
      message = known;
    }
    return known;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    message = getMessage(); // the kinds stay behind
    out.defaultWriteObject();
  }

  private static String message(
      String policy, String reason, int attempts, Duration elapsed, List<String> kinds) {
    String tried = attempts == 1 ? "1 attempt" : attempts + " attempts";
    String more = kinds.size() < attempts && kinds.size() >= 1000 ? ", …" : "";
    return "retry policy '%s' gave up: %s after %s in %d ms [%s%s]"
        .formatted(policy, reason, tried, elapsed.toMillis(), String.join(", ", kinds), more);
  }
}
