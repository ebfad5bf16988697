package io.github.retrystarter.failure;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of the built-in kinds of failures. */
public final class Kinds {

  /** The thread was interrupted. */
  public static final String INTERRUPTED = Kind.INTERRUPTED.tag();

  /** The caller did not want the result any more. */
  public static final String CANCELLED = Kind.CANCELLED.tag();

  /** An attempt was cut by a limit of time. */
  public static final String ATTEMPT_TIMEOUT = Kind.ATTEMPT_TIMEOUT.tag();

  /** A circuit breaker let no attempt through. */
  public static final String CIRCUIT_OPEN = Kind.CIRCUIT_OPEN.tag();

  /** A statement in a transaction that the database has given up. */
  public static final String DB_TRANSACTION_ABORTED = Kind.DB_TRANSACTION_ABORTED.tag();

  /** A {@link java.lang.Error}. */
  public static final String ERROR = Kind.ERROR.tag();

  /** Known to nobody. */
  public static final String UNCLASSIFIED = Kind.UNCLASSIFIED.tag();

  /** From a classifier that had not named it. */
  public static final String CUSTOM = "custom";

  /** A returned value that {@code retryOnResult} rejected. */
  public static final String RESULT = "result";

  /**
   * What the same metric tag says of attempts that did not fail: a classifier's kind of such a name
   * would be counted as one of them.
   */
  static final Set<String> RESERVED = Set.of("success", RESULT);

  /** All that a configuration may name; {@link #RESULT} is no failure and is not among them. */
  static final Set<String> BUILT_IN =
      Stream.of(
              Arrays.stream(Kind.values()).map(Kind::tag),
              HttpStatus.kinds(),
              Arrays.stream(GrpcStatus.values()).map(GrpcStatus::kind),
              Stream.of(CUSTOM))
          .flatMap(each -> each)
          .collect(Collectors.toUnmodifiableSet());

  /** HTTP statuses of 4xx that tell of the server, and not of the request. */
  private static final Set<String> OF_THE_SERVER = Set.of("http_408", "http_425", "http_429");

  /**
   * Kinds that say nothing about a dependency's health: the caller's own mistakes, the state of the
   * data, two that wanted the same row, and whoever stopped the caller.
   */
  private static final Set<String> NEUTRAL =
      Stream.of(
              Stream.of(
                      Kind.PROGRAMMING,
                      Kind.VALIDATION,
                      Kind.SECURITY,
                      Kind.DB_INTEGRITY,
                      Kind.DB_SYNTAX,
                      Kind.DB_DEADLOCK,
                      Kind.DB_SERIALIZATION,
                      Kind.OPTIMISTIC_LOCK,
                      Kind.INTERRUPTED,
                      Kind.CANCELLED)
                  .map(Kind::tag),
              HttpStatus.kinds().filter(each -> each.startsWith("http_4")),
              GrpcStatus.neutral())
          .flatMap(each -> each)
          .filter(each -> !OF_THE_SERVER.contains(each))
          .collect(Collectors.toUnmodifiableSet());

  private Kinds() {}

  /**
   * Whether failures of a kind say nothing about the health of what was called.
   *
   * @param kind any kind
   * @return true if so
   */
  public static boolean isNeutral(String kind) {
    return NEUTRAL.contains(kind);
  }

  /**
   * Lists kinds for people.
   *
   * @param kinds any kinds
   * @return sorted and separated by commas; the HTTP statuses as one range, where all are there
   */
  public static String list(Collection<String> kinds) {
    Set<String> shown = new TreeSet<>(kinds);
    List<String> statuses = HttpStatus.kinds().toList();
    if (shown.containsAll(statuses)) {
      statuses.forEach(shown::remove);
      shown.add(statuses.get(0) + "…" + statuses.get(statuses.size() - 1));
    }
    return String.join(", ", shown);
  }
}
