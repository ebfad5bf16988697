package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the exceptions of one type mean. Immutable.
 *
 * @param type subclasses too, where no earlier row has them
 * @param reader looks at an exception of the type, not at its causes; null where it only carries
 *     another
 * @param yields which answers of the exceptions inside of it are better than its own
 * @param driver whether this is the library that speaks with the server itself
 */
record Row(
    Class<? extends Throwable> type,
    Function<Throwable, @Nullable Failure> reader,
    Yields yields,
    boolean driver) {

  /** To what an exception leaves the answer, where its causes have one. */
  enum Yields {
    /** It knows best: the outermost exception that the table knows decides. */
    TO_NOTHING,
    /**
     * To the one that spoke with the server, for a framework's translation blurs what it said; and
     * to an interruption.
     */
    TO_THE_DRIVER,
    /** To one that tells what became of the connection or of the thread. */
    TO_THE_CONNECTION,
    /** It is only a wrapper that is known by itself too. */
    TO_ANY
  }

  /** Exceptions of this type are always the same. */
  static Row of(Class<? extends Throwable> type, Kind kind) {
    return of(type, kind.failure());
  }

  /** Exceptions of this type are always the same. */
  static Row of(Class<? extends Throwable> type, Failure failure) {
    return new Row(type, each -> failure, Yields.TO_NOTHING, false);
  }

  /** Exceptions of this type have to be looked at. */
  static <T extends Throwable> Row read(Class<T> type, Function<T, @Nullable Failure> reader) {
    return new Row(type, each -> reader.apply(type.cast(each)), Yields.TO_NOTHING, false);
  }

  /** Exceptions of this type only carry others, though their supertypes mean something. */
  static Row carrier(Class<? extends Throwable> type) {
    return new Row(type, each -> null, Yields.TO_NOTHING, false);
  }

  Row yielding(Yields to) {
    return new Row(type, reader, to, driver);
  }

  Row fromDriver() {
    return new Row(type, reader, yields, true);
  }

  /** Whether another row's answer, from further in, is better than this one's. */
  boolean yieldsTo(Row other, Failure answer) {
    return switch (yields) {
      case TO_NOTHING -> false;
      case TO_THE_DRIVER -> other.driver || answer.kind().equals(Kinds.INTERRUPTED);
      case TO_THE_CONNECTION -> Kind.tellsOfConnection(answer);
      case TO_ANY -> true;
    };
  }
}
