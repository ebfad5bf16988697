package io.github.retrystarter.failure;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.List;
import java.util.Set;

/**
 * A list of classes and kinds, as in {@code includes}, {@code excludes} and rules. Immutable.
 *
 * @param types looked for along the whole cause chain
 * @param kinds compared with the failure's kind
 */
public record FailureMatcher(List<Class<?>> types, Set<String> kinds) {

  /** Matches nothing. */
  public static final FailureMatcher NONE = new FailureMatcher(List.of(), Set.of());

  private static final List<Class<?>> INTERRUPTIONS =
      List.of(
          InterruptedException.class,
          InterruptedIOException.class,
          ClosedByInterruptException.class,
          FileLockInterruptionException.class);

  /** Copies the collections. */
  public FailureMatcher {
    types = List.copyOf(types);
    kinds = Set.copyOf(kinds);
  }

  /**
   * Whether it lists nothing.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return types.isEmpty() && kinds.isEmpty();
  }

  /**
   * Whether the failure is listed.
   *
   * @param failure what was thrown
   * @param kind its kind
   * @return true if its kind is listed, or the type of any exception of its chain
   */
  public boolean lists(Throwable failure, String kind) {
    return kinds.contains(kind) || CauseChain.any(failure, this::hasTypeOf);
  }

  /**
   * Whether the failure itself is listed, whatever its causes are.
   *
   * @param failure what was thrown
   * @param kind its kind
   * @return true if its kind or its own type is listed
   */
  public boolean listsByItself(Throwable failure, String kind) {
    return kinds.contains(kind) || hasTypeOf(failure);
  }

  /**
   * Whether the failure is listed strongly enough to be retried. An {@link Error} is only by its
   * own type, {@code Error}, {@code Throwable} or its kind, not by a cause; an interruption only by
   * its own type or its kind, because a thread that was told to stop should not go on by accident.
   *
   * @param failure what was thrown
   * @param kind its kind
   * @return true if a retry is wanted
   */
  public boolean includes(Throwable failure, String kind) {
    if (kinds.contains(kind)) {
      return true;
    }
    if (failure instanceof Error) {
      return hasTypeOf(failure);
    }
    if (kind.equals(Kinds.INTERRUPTED)) {
      return CauseChain.any(failure, this::namesInterruption);
    }
    return CauseChain.any(failure, this::hasTypeOf);
  }

  /**
   * Whether every failure that another one lists is listed here too, as far as that is certain: a
   * class is covered by itself and by what it extends, a kind only by itself; {@code Throwable}
   * covers everything.
   *
   * @param other the other
   * @return true if so
   */
  public boolean covers(FailureMatcher other) {
    if (types.contains(Throwable.class)) {
      return true;
    }
    return kinds.containsAll(other.kinds)
        && other.types.stream()
            .allMatch(each -> types.stream().anyMatch(type -> type.isAssignableFrom(each)));
  }

  /**
   * Whether it names errors: by their kind, {@code Error} or a type of theirs.
   *
   * @return true if so
   */
  public boolean namesErrors() {
    return kinds.contains(Kinds.ERROR) || types.stream().anyMatch(Error.class::isAssignableFrom);
  }

  /**
   * Whether {@link #includes} can be true of an error.
   *
   * @return true if so
   */
  public boolean admitsErrors() {
    return namesErrors() || types.contains(Throwable.class);
  }

  /**
   * Whether it names interruptions: by their kind, or by a type that stands for nothing else.
   *
   * @return true if so
   */
  public boolean namesInterruptions() {
    // A SocketTimeoutException is an InterruptedIOException, and no interruption.
    return kinds.contains(Kinds.INTERRUPTED)
        || types.stream()
            .anyMatch(
                type ->
                    isInterruption(type) && !InterruptedIOException.class.isAssignableFrom(type));
  }

  /**
   * Whether {@link #includes} can be true of an interruption.
   *
   * @return true if so
   */
  public boolean admitsInterruptions() {
    return kinds.contains(Kinds.INTERRUPTED)
        || types.stream().anyMatch(FailureMatcher::isInterruption);
  }

  /** Not by a supertype, such as IOException, nor by the type of what only carries it. */
  private boolean namesInterruption(Throwable failure) {
    return types.stream().anyMatch(type -> type.isInstance(failure) && isInterruption(type));
  }

  private static boolean isInterruption(Class<?> type) {
    return INTERRUPTIONS.stream().anyMatch(each -> each.isAssignableFrom(type));
  }

  private boolean hasTypeOf(Throwable failure) {
    for (Class<?> type : types) {
      if (type.isInstance(failure)) {
        return true;
      }
    }
    return false;
  }
}
