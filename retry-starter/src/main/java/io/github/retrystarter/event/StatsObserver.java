package io.github.retrystarter.event;

/** Told of every new series, so that meters exist for it. */
public interface StatsObserver {

  /**
   * A method was found, or a policy is used in code for the first time.
   *
   * @param stats its counts
   */
  void added(CallStats stats);

  /**
   * An attempt ended in a way not seen before for this method.
   *
   * @param stats the method's counts
   * @param series the new series
   */
  void added(CallStats stats, AttemptSeries series);
}
