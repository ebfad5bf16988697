package io.github.retrystarter.benchmarks;

import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.util.ListStatistics;

/** All iterations of one benchmark, from all rounds. */
final class Samples {

  private static final String BYTES = "gc.alloc.rate.norm";

  private final ListStatistics time = new ListStatistics();
  private final ListStatistics cpuTime = new ListStatistics();
  private final ListStatistics bytes = new ListStatistics();

  void add(IterationResult iteration) {
    time.addValue(iteration.getPrimaryResult().getScore());
    cpuTime.addValue(secondary(iteration, CpuTimeProfiler.CPU));
    bytes.addValue(secondary(iteration, BYTES));
  }

  private static double secondary(IterationResult iteration, String name) {
    Result<?> result = iteration.getSecondaryResults().get(name);
    if (result == null) {
      throw new IllegalStateException("no " + name + " among the results");
    }
    return result.getScore();
  }

  /** Mean wall time, nanoseconds. */
  double mean() {
    return time.getMean();
  }

  /** Half of the mean's confidence interval at 99.9 %, as JMH gives it. */
  double error() {
    return time.getMeanErrorAt(0.999);
  }

  /** Wall time, nanoseconds. */
  double median() {
    return time.getPercentile(50);
  }

  /** Processor time, nanoseconds. */
  double medianCpu() {
    return cpuTime.getPercentile(50);
  }

  /** Bytes allocated by a call; JMH's own share makes it a few hundredths more. */
  double medianBytes() {
    return bytes.getPercentile(50);
  }
}
