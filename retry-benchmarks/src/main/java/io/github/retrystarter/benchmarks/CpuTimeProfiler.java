package io.github.retrystarter.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The processor time of a call. On a machine that others use too, the wall clock tells as much of
 * them as of the call.
 */
public final class CpuTimeProfiler implements InternalProfiler {

  /** The result's name. */
  static final String CPU = "cpu.norm";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long before;

  /** For JMH. */
  public CpuTimeProfiler() {}

  @Override
  public String getDescription() {
    return "processor time of the Java threads, per call";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = nanos();
  }

  @Override
  public List<Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double perCall = (double) (nanos() - before) / result.getMetadata().getAllOps();
    return List.of(new ScalarResult(CPU, perCall, "ns/op", AggregationPolicy.AVG));
  }

  /** Of all threads, for JMH does not tell which of them call; the rest are idle meanwhile. */
  private long nanos() {
    return Arrays.stream(threads.getAllThreadIds())
        .map(threads::getThreadCpuTime)
        .filter(nanos -> nanos > 0) // -1: has ended
        .sum();
  }
}
