package io.github.retrystarter.failure;

import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks an exception and its causes from the outside in, and ends also where they form a ring: each
 * is seen, some of a ring twice.
 */
public final class CauseChain {

  /** An exception may make a new cause whenever it is asked: no ring, and no end. */
  private static final int LONGEST = 1000;

  private CauseChain() {}

  /**
   * The first answer along the chain. A second pointer follows at half the speed (Floyd's tortoise
   * and hare): where the two meet, the chain is a ring and all of it was seen.
   */
  static <T> @Nullable T first(Throwable failure, Function<Throwable, @Nullable T> question) {
    Throwable current = failure;
    Throwable slow = failure;
    boolean step = false;
    for (int i = 0; i < LONGEST && current != null; i++) {
      T answer = question.apply(current);
      if (answer != null) {
        return answer;
      }
      current = cause(current);
      if (step && slow != null) {
        slow = cause(slow);
      }
      step = !step;
      if (current == slow) {
        return null;
      }
    }
    return null;
  }

  /** An exception of the user's may even throw here: then its chain ends with it. */
  private static @Nullable Throwable cause(Throwable failure) {
    try {
      return failure.getCause();
    } catch (Throwable bug) {
      return null;
    }
  }

  /**
   * Whether any exception of the chain passes a test.
   *
   * @param failure the outermost
   * @param test asked from the outside in, until it is true
   * @return true if one does
   */
  public static boolean any(Throwable failure, Predicate<Throwable> test) {
    return first(failure, each -> test.test(each) ? Boolean.TRUE : null) != null;
  }
}
