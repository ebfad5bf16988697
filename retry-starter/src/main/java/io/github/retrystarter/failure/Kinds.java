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

  private Kinds() {}

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
