package io.github.retrystarter.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link OpenBreaker} and {@link ClosedBreaker} and writes their table. */
final class GuardsTable {

  private static final Path FOLDER = Path.of("retry-benchmarks", "results");

  /** As in {@link ResultsTable}: a noisy minute of the machine hits all subjects alike. */
  private static final int ROUNDS = 3;

  private static final String HEAD =
      """
      # What breaker and budget cost

      A method that returns a constant, called through its proxy, with metrics on; each subject is a
      bean of a Spring Boot application in a JVM of its own. Made by JMH in %d rounds, each with one
      JVM for each subject:

      ```
      mvn -q -pl retry-benchmarks -am package -DskipTests && java -cp retry-benchmarks/target/benchmarks.jar io.github.retrystarter.benchmarks.GuardsTable
      ```

      - **ns/op**: wall clock, mean ± half of the 99.9 %% confidence interval, and median.
      - **CPU ns/op**: processor time, median; on a busy machine the better measure.
      - **B/op**: bytes allocated by a call.
      - **÷ bare**: medians of processor time, divided by the bare proxy's of the same run.

      Machine: %d processors, %s. JDK %s.
      """;

  private static final String TABLE_HEAD =
      """

      ## %s

      %s

      | | ns/op | median ns/op | CPU ns/op | B/op | CPU time ÷ bare |
      |---|--:|--:|--:|--:|--:|
      """;

  private final Map<GuardedSubject, Samples> samples = new EnumMap<>(GuardedSubject.class);

  private GuardsTable() {}

  /**
   * Runs the benchmarks with this JDK.
   *
   * @param arguments ignored
   * @throws RunnerException if JMH fails
   * @throws IOException if the file can't be written
   */
  public static void main(String[] arguments) throws RunnerException, IOException {
    if (!Files.isDirectory(FOLDER)) {
      throw new IllegalStateException("start it in the project's top folder: no " + FOLDER);
    }
    String text =
        HEAD.formatted(
                ROUNDS,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                System.getProperty("java.version"))
            + TABLE_HEAD.formatted(
                "A call that an open breaker rejects",
                "The caller catches the exception; the bare proxy has no breaker and returns. The"
                    + " target is less than 1000 ns.")
            + rows(OpenBreaker.class)
            + TABLE_HEAD.formatted(
                "A call that succeeds at once through a closed breaker",
                "The starter's has a retry budget too. The target is no more bytes than the bare"
                    + " proxy.")
            + rows(ClosedBreaker.class);
    Files.writeString(FOLDER.resolve("guards.md"), text);
  }

  private static String rows(Class<?> benchmark) throws RunnerException {
    GuardsTable table = new GuardsTable();
    for (int round = 0; round < ROUNDS; round++) {
      table.run(benchmark);
    }
    Samples bare = table.samples.getOrDefault(GuardedSubject.BARE, new Samples());
    StringBuilder rows = new StringBuilder();
    table.samples.forEach((subject, each) -> rows.append(row(subject.title(), each, bare)));
    return rows.toString();
  }

  private void run(Class<?> benchmark) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.include("\\." + benchmark.getSimpleName() + "\\.");
    options.forks(1);
    options.addProfiler(GCProfiler.class);
    options.addProfiler(CpuTimeProfiler.class);
    for (RunResult result : new Runner(options.build()).run()) {
      Samples all =
          samples.computeIfAbsent(
              GuardedSubject.valueOf(result.getParams().getParam("subject")),
              each -> new Samples());
      result.getBenchmarkResults().forEach(fork -> fork.getIterationResults().forEach(all::add));
    }
  }

  private static String row(String title, Samples each, Samples bare) {
    return String.format(
        Locale.ROOT,
        "| %s | %.1f ± %.1f | %.1f | %.1f | %.0f | %.2f |\n",
        title,
        each.mean(),
        each.error(),
        each.median(),
        each.medianCpu(),
        each.medianBytes(),
        each.medianCpu() / bare.medianCpu());
  }
}
