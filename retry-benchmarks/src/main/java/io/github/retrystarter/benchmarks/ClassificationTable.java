package io.github.retrystarter.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link FailureClassification} and writes its table. */
final class ClassificationTable {

  private static final Path FOLDER = Path.of("retry-benchmarks", "results");

  private static final String HEAD =
      """
      # What it costs to know a failure

      A chain of ten exceptions, what tells of it at the bottom. Made by

      ```
      mvn -q -pl retry-benchmarks -am package -DskipTests && java -cp retry-benchmarks/target/benchmarks.jar io.github.retrystarter.benchmarks.ClassificationTable
      ```

      **walk** only asks each exception for its cause: the least that anybody can do. The target for a
      classification is less than 1000 ns.

      Machine: %d processors, %s. JDK %s.

      | at the bottom | classify, ns | B/op | walk, ns |
      |---|--:|--:|--:|
      """;

  private ClassificationTable() {}

  /**
   * Runs the benchmark with this JDK.
   *
   * @param arguments ignored
   * @throws RunnerException if JMH fails
   * @throws IOException if the file can't be written
   */
  public static void main(String[] arguments) throws RunnerException, IOException {
    if (!Files.isDirectory(FOLDER)) {
      throw new IllegalStateException("start it in the project's top folder: no " + FOLDER);
    }
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(FailureClassification.class.getName())
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    StringBuilder text =
        new StringBuilder(
            HEAD.formatted(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                System.getProperty("java.version")));
    Map<String, String> rows = new TreeMap<>();
    for (RunResult result : results) {
      String bottom = result.getParams().getParam("bottom");
      double time = result.getPrimaryResult().getScore();
      boolean walk = result.getParams().getBenchmark().endsWith(".walk");
      String cells =
          walk
              ? String.format(Locale.ROOT, " %.0f |", time)
              : String.format(Locale.ROOT, "| %s | %.0f | %.0f |", bottom, time, bytes(result));
      rows.merge(bottom, cells, (a, b) -> a.startsWith("|") ? a + b : b + a);
    }
    rows.values().forEach(row -> text.append(row).append('\n'));
    Files.writeString(FOLDER.resolve("classification.md"), text);
  }

  private static double bytes(RunResult result) {
    return Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
        .getScore();
  }
}
