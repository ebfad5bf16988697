package io.github.retrystarter.policy;

import java.util.List;

/** The configuration can't be used: it stops the start. */
public final class RetryConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * Takes the problems.
   *
   * @param problems at least one
   */
  public RetryConfigurationException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * What is wrong.
   *
   * @return at least one problem
   */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * Does nothing if there are no problems.
   *
   * @param problems what was found
   * @throws RetryConfigurationException if there is at least one
   */
  public static void throwIfAny(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new RetryConfigurationException(problems);
    }
  }

  private static String message(List<Problem> problems) {
    StringBuilder text = new StringBuilder("the retry configuration is not valid:\n");
    for (Problem problem : problems) {
      text.append(problem.describe("    "))
          .append("    Action: ")
          .append(problem.action())
          .append('\n');
    }
    return text.toString();
  }
}
