package io.github.retrystarter.event;

/**
 * A series of the attempts counter. Bounded: ten attempt tags times the known kinds.
 *
 * @param attempt {@code 1}…{@code 9}, {@code 10+}
 * @param result {@code success} or the failure's kind
 */
public record AttemptSeries(String attempt, String result) {

  /** The result of an attempt that succeeded. */
  public static final String SUCCESS = "success";

  /** The series of calls that succeed at once, counted by their outcome alone. */
  public static final AttemptSeries FIRST_SUCCESS = new AttemptSeries("1", SUCCESS);

  private static final String[] TAGS = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10+"};

  /**
   * The series of an attempt.
   *
   * @param attempt its number, from 1
   * @param result {@link #SUCCESS} or the failure's kind
   * @return the series
   */
  public static AttemptSeries of(int attempt, String result) {
    return new AttemptSeries(tag(attempt), result);
  }

  /**
   * The tag of an attempt.
   *
   * @param attempt its number, from 1
   * @return {@code 1}…{@code 9}, {@code 10+}
   */
  public static String tag(int attempt) {
    return TAGS[Math.min(attempt, TAGS.length) - 1];
  }
}
