package io.github.retrystarter;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The user's own knowledge of failures: a bean, asked before the built-in table.
 *
 * <p>It is asked for each exception of the cause chain, from the outside in, until it knows one.
 * Several such beans are asked in their order. One that throws is taken to know nothing. It is
 * called from many threads at once.
 */
@FunctionalInterface
public interface FailureClassifier {

  /**
   * Classifies one exception.
   *
   * @param failure the exception
   * @return what is known of it, or null where this classifier does not know it
   */
  @Nullable Failure classify(Throwable failure);

  /**
   * The kinds that this classifier gives: they can then be named in configuration. A kind that is
   * not among them shows as {@code custom}, so that metric tags stay bounded.
   *
   * @return the kinds; empty by default
   */
  default Set<String> kinds() {
    return Set.of();
  }
}
