package io.github.retrystarter;

/**
 * Retries for code that has no method to annotate: a bean. The very same engine, metrics and limits
 * as the annotation. Thread-safe.
 */
public interface Retries {

  /**
   * The retries of one policy.
   *
   * @param name a name of {@code retry.policies}, or {@code default} for {@code retry.defaults}
   * @return its retries; always the same object for the same name
   * @throws IllegalArgumentException if there is no such policy; the message lists the known ones
   */
  Retry policy(String name);

  /**
   * Reads the configuration again, from the {@code Environment} as it is now, and brings it into
   * force for the next attempt of every call: all or nothing. What was changed live stays changed;
   * breakers and budgets that are still there keep their state.
   *
   * @throws RuntimeException if anything is wrong with the new one; its message is that of the
   *     start-up, and the old configuration stays in force
   */
  void refresh();
}
