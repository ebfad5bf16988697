package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.failure.Row.Yields;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The starter's own knowledge of failures. The row of an exception's class is looked up once and
 * kept: the classes that a program throws are few. Thread-safe.
 */
final class BuiltInTable {

  /** Stands for classes that no row knows: a map can't hold null. */
  private static final Row UNKNOWN = Row.carrier(Throwable.class);

  /** Scripts may make new classes all the time; these must not be kept for ever. */
  private static final int MOST_CLASSES = 1_000;

  private final List<Row> rows;
  private final ConcurrentHashMap<Class<?>, Row> byClass = new ConcurrentHashMap<>();

  BuiltInTable(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /** What is known of a failure; null where nothing is. */
  @Nullable Failure classify(Throwable failure) {
    Walk walk = new Walk();
    Failure certain = CauseChain.first(failure, walk::see);
    return certain == null ? walk.best : certain;
  }

  private Row row(Class<?> type) {
    Row known = byClass.get(type);
    if (known == null) {
      known = find(type);
      if (byClass.size() < MOST_CLASSES) {
        byClass.put(type, known);
      }
    }
    return known;
  }

  private Row find(Class<?> type) {
    for (Row row : rows) {
      if (row.type().isAssignableFrom(type)) {
        return row;
      }
    }
    return UNKNOWN;
  }

  /** One walk along a cause chain, from the outside in. */
  private final class Walk {

    private @Nullable Row bestRow;
    private @Nullable Failure best;

    /** The answer, once no exception further in can change it. */
    @Nullable Failure see(Throwable failure) {
      Row row = row(failure.getClass());
      Failure answer = read(row, failure);
      if (answer == null) {
        return null;
      }
      if (bestRow == null || best == null) {
        best = answer;
        bestRow = row;
      } else if (bestRow.yieldsTo(row, answer)) {
        best = inside(best, answer);
        bestRow = row;
      }
      return bestRow.yields() == Yields.TO_NOTHING ? best : null;
    }

    /** Nothing was done where there was no connection, whatever the driver says of why. */
    private Failure inside(Failure outer, Failure inner) {
      return outer.equals(Kind.DB_CONNECTION.notExecuted())
          ? new Failure(inner.kind(), inner.verdict(), Executed.NO, inner.retryAfter())
          : inner;
    }

    /** The code of an exception itself may throw: then it tells nothing. */
    private @Nullable Failure read(Row row, Throwable failure) {
      try {
        return row.reader().apply(failure);
      } catch (Throwable bug) {
        return null;
      }
    }
  }
}
