package io.github.retrystarter.benchmarks.storm;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * The same scenario with the same strategy, once with each seed; looked at by its medians.
 *
 * @param histories by seed
 */
record Runs(List<History> histories) {

  /** An odd number, so that the median is one of them. */
  static final int SEEDS = 7;

  /** Copies the list. */
  Runs {
    histories = List.copyOf(histories);
  }

  static Runs of(Scenario scenario, Strategy strategy) {
    return new Runs(
        LongStream.rangeClosed(1, SEEDS)
            .parallel()
            .mapToObj(seed -> scenario.run(strategy, seed))
            .toList());
  }

  /**
   * The time to recovery.
   *
   * @param healed the second in which the trouble ended
   * @return seconds; empty where most runs do not recover
   */
  OptionalInt recovery(int healed) {
    double median =
        median(
            each -> {
              OptionalInt seconds = Recovery.seconds(each, healed);
              return seconds.isPresent() ? seconds.getAsInt() : Double.POSITIVE_INFINITY;
            });
    return Double.isInfinite(median) ? OptionalInt.empty() : OptionalInt.of((int) median);
  }

  /** In how many of the runs all is well again in the end. */
  long recovered(int healed) {
    return histories.stream().filter(each -> Recovery.seconds(each, healed).isPresent()).count();
  }

  /** {@link History#successShare}. */
  double successShare(int from, int to) {
    return median(each -> each.successShare(from, to));
  }

  /** {@link History#amplification}. */
  double amplification(int from, int to) {
    return median(each -> each.amplification(from, to));
  }

  /** {@link History#peak}. */
  int peak(int from, int to) {
    return (int) median(each -> each.peak(from, to));
  }

  private double median(ToDoubleFunction<History> figure) {
    double[] sorted = histories.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
