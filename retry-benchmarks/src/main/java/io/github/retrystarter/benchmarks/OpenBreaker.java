package io.github.retrystarter.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A call that an open breaker rejects, with metrics on; the bare proxy lets it through. As in an
 * application, the breaker opens after many good calls: a compiler that has never seen one makes no
 * one piece of methods that always throw.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgs = {"-Xms512m", "-Xmx512m", "-Xbatch"})
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills in the fields before the first call
public class OpenBreaker {

  private static final int WARM_UP = 50_000;

  /** What is called. */
  @Param GuardedSubject subject;

  private Subject.Opened opened;
  private Work work;

  /** Makes the proxy, and lets the compiler see it. */
  @Setup
  public void open() {
    opened = subject.open();
    work = opened.work();
    warmUp();
    subject.trip(opened);
    warmUp();
  }

  private void warmUp() {
    for (int i = 0; i < WARM_UP; i++) {
      rejected();
    }
  }

  /** Stops its application. */
  @TearDown
  public void close() {
    opened.close();
  }

  /** The call, and what becomes of it. */
  @Benchmark
  public Object rejected() {
    try {
      return work.noArguments();
    } catch (RuntimeException rejection) {
      return rejection;
    }
  }
}
