package io.github.retrystarter.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All counts. An observer that comes late is told of everything that is already there. Thread-safe:
 * everything here is rare, and under one lock.
 */
public final class StatsBook {

  private static final Logger logger = LoggerFactory.getLogger(StatsBook.class);

  private record Key(String policy, String method) {}

  private final Map<Key, CallStats> book = new LinkedHashMap<>();
  private final List<StatsObserver> observers = new ArrayList<>();

  /** An empty book. */
  public StatsBook() {}

  /**
   * The counts of a method under a policy; made where there are none.
   *
   * @param policy the policy's name
   * @param method the method as users see it
   * @return always the same for the same names
   */
  public synchronized CallStats of(String policy, String method) {
    Key key = new Key(policy, method);
    CallStats stats = book.get(key);
    if (stats == null) {
      CallStats fresh = new CallStats(policy, method, this::tell);
      book.put(key, fresh);
      observers.forEach(observer -> tell(observer, fresh));
      return fresh;
    }
    return stats;
  }

  /**
   * All counts, oldest first.
   *
   * @return a copy
   */
  public synchronized List<CallStats> all() {
    return List.copyOf(book.values());
  }

  /**
   * Adds an observer, and tells it what is there.
   *
   * @param observer called under this book's lock
   */
  public synchronized void observe(StatsObserver observer) {
    observers.add(observer);
    book.values().forEach(stats -> tell(observer, stats));
  }

  private static void tell(StatsObserver observer, CallStats stats) {
    guarded(stats, () -> observer.added(stats));
    stats.series().forEach(series -> guarded(stats, () -> observer.added(stats, series)));
  }

  /**
   * A series was put into its map before this lock is taken, so an observer that joins in between
   * may hear of it twice: registering a meter twice is harmless.
   */
  private synchronized void tell(CallStats stats, AttemptSeries series) {
    observers.forEach(observer -> guarded(stats, () -> observer.added(stats, series)));
  }

  /** This may run in the middle of a user's call, which must not fail for want of a meter. */
  private static void guarded(CallStats stats, Runnable telling) {
    try {
      telling.run();
    } catch (Throwable bug) {
      logger.warn("no meter for {} of policy {}", stats.method(), stats.policy(), bug);
    }
  }
}
