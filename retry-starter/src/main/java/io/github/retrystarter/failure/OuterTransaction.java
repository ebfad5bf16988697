package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that was there before a call, and is there when one of its attempts has failed: a
 * retry would run in it. Thread-safe; asked in the thread of the call.
 */
@FunctionalInterface
public interface OuterTransaction {

  /**
   * Whether there is such a transaction, and it can't be committed any more.
   *
   * @param thrown what the attempt threw; null where it returned a value that was rejected
   * @param failure what is known of it
   * @return true if so; false too where nobody can tell
   */
  boolean isLost(@Nullable Throwable thrown, Failure failure);

  /**
   * Spring's, where its transactions are on the class path.
   *
   * @return what knows of them; elsewhere one that knows of none
   */
  static OuterTransaction ofSpring() {
    return Libraries.isPresent(Libraries.SPRING_TRANSACTIONS)
        ? new SpringTransaction()
        : (thrown, failure) -> false;
  }
}
