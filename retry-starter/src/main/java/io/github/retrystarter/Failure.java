package io.github.retrystarter;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a failure.
 *
 * @param kind its name, out of a bounded set: it becomes a metric tag and can be used in
 *     configuration; lower-case letters, digits and underscores
 * @param verdict whether a retry can heal it
 * @param executed whether the work may have been done all the same
 * @param retryAfter how long the server asked to wait, or null where it did not say
 */
public record Failure(
    String kind, Verdict verdict, Executed executed, @Nullable Duration retryAfter) {

  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]*");

  /** Whether a retry can heal a failure. */
  public enum Verdict {
    /** It may well succeed the next time. */
    RETRY,
    /** It will fail the same way again. */
    FAIL,
    /** Nobody knows: the policy's {@code unclassified} decides. */
    UNKNOWN
  }

  /** Whether the work of a failed attempt could have been done. */
  public enum Executed {
    /** Certainly not: a retry can't do it twice. */
    NO,
    /** It could have been. */
    MAYBE
  }

  /**
   * Checks the components.
   *
   * @throws NullPointerException if kind, verdict or executed is null
   * @throws IllegalArgumentException if the kind is not made of lower-case letters, digits and
   *     underscores, or if {@code retryAfter} is negative
   */
  public Failure {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(executed, "executed");
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException(
          "kind \"" + kind + "\": use lower-case letters, digits and underscores, as in shop_busy");
    }
    if (retryAfter != null && retryAfter.isNegative()) {
      throw new IllegalArgumentException("retryAfter " + retryAfter + ": must not be negative");
    }
  }

  /**
   * A failure that a retry can heal, and whose work may have been done.
   *
   * @param kind its kind
   * @return the failure
   * @throws IllegalArgumentException if the kind is malformed
   */
  public static Failure retry(String kind) {
    return new Failure(kind, Verdict.RETRY, Executed.MAYBE, null);
  }

  /**
   * A failure that no retry heals, and whose work was not done.
   *
   * @param kind its kind
   * @return the failure
   * @throws IllegalArgumentException if the kind is malformed
   */
  public static Failure fail(String kind) {
    return new Failure(kind, Verdict.FAIL, Executed.NO, null);
  }
}
