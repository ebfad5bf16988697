package io.github.retrystarter.benchmarks;

import io.github.retrystarter.failure.Classification;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpServerErrorException;

/** Finding the kind of a failure whose cause lies ten exceptions deep. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH fills in the fields before the first call
public class FailureClassification {

  private static final int DEPTH = 10;

  /** What lies at the bottom. */
  public enum Bottom {
    /** Told by its message. */
    SOCKET_TIMEOUT {
      @Override
      Exception make() {
        return new SocketTimeoutException("Read timed out");
      }
    },
    /** Told by its status and headers. */
    HTTP_503 {
      @Override
      Exception make() {
        return new HttpServerErrorException(HttpStatus.SERVICE_UNAVAILABLE);
      }
    },
    /** Spring's translation, which leaves it to the driver's exception below it. */
    DEADLOCK {
      @Override
      Exception make() {
        return new CannotAcquireLockException("lock", new SQLException("deadlock", "40P01"));
      }
    },
    /** Nobody knows it: the whole chain is looked at. */
    UNKNOWN {
      @Override
      Exception make() {
        return new IllegalStateException("busy");
      }
    };

    abstract Exception make();
  }

  /** What lies at the bottom. */
  @Param Bottom bottom;

  private Classification classification;
  private Throwable failure;

  /** Wraps it. */
  @Setup
  public void wrap() {
    classification = new Classification(List.of(), InstantSource.system());
    failure = bottom.make();
    int depth = bottom == Bottom.DEADLOCK ? DEPTH - 1 : DEPTH;
    for (int i = 1; i < depth; i++) {
      failure = new RuntimeException("wrapped", failure);
    }
  }

  /** The starter's classification. */
  @Benchmark
  public Object classify() {
    return classification.classify(failure);
  }

  /** What anybody must do at the least: look at each exception of the chain. */
  @Benchmark
  public Object walk() {
    Throwable last = failure;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      last = each;
    }
    return last;
  }
}
