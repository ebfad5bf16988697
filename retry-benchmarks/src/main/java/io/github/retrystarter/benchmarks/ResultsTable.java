package io.github.retrystarter.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link FirstAttemptSuccess} and writes its table. */
final class ResultsTable {

  private static final Path FOLDER = Path.of("retry-benchmarks", "results");

  /**
   * Each round gives every subject one JVM. Rounds, not forks one after the other: so that a noisy
   * minute of the machine hits all subjects alike.
   */
  private static final int ROUNDS = 3;

  private static final String HEAD =
      """
      # What a call costs that succeeds at once

      A method that returns a constant, called through its proxy, with metrics on; each subject is a
      bean of a Spring Boot application in a JVM of its own. Made by JMH in %d rounds, each with one
      JVM for each subject:

      ```
      mvn -q -pl retry-benchmarks -am package -DskipTests && java -jar retry-benchmarks/target/benchmarks.jar
      ```

      With the `java` executables of further JDKs as arguments it makes a table for each of them too.

      - **ns/op**: wall clock, mean ± half of the 99.9 %% confidence interval, and median.
      - **CPU ns/op**: processor time, median; on a busy machine the better measure, though neighbours'
        use of the caches shows here too.
      - **B/op**: bytes allocated by a call.
        The last row's 24 bytes less on some JDKs: a key of Spring's that the compiler leaves out
        where no application has run; the starter's proxies do without that key.
      - **÷ bare**: medians, divided by the bare proxy's of the same run. The target is less than 2,
        and no more bytes than the bare proxy.

      Machine: %d processors, %s.
      """;

  private static final String TABLE_HEAD =
      """

      | `%s` | ns/op | median ns/op | CPU ns/op | B/op | time ÷ bare | CPU time ÷ bare |
      |---|--:|--:|--:|--:|--:|--:|
      """;

  private final Map<String, Map<Subject, Samples>> samples = new LinkedHashMap<>();
  private String jdk = "";

  private ResultsTable() {}

  /**
   * Runs the benchmark with this JDK, then with others.
   *
   * @param javas the others' executables
   * @throws RunnerException if JMH fails
   * @throws IOException if the file can't be written
   */
  public static void main(String[] javas) throws RunnerException, IOException {
    if (!Files.isDirectory(FOLDER)) {
      throw new IllegalStateException("start it in the project's top folder: no " + FOLDER);
    }
    StringBuilder text =
        new StringBuilder(
            HEAD.formatted(
                ROUNDS, Runtime.getRuntime().availableProcessors(), System.getProperty("os.arch")));
    text.append(run(null));
    for (String java : javas) {
      text.append(run(java));
    }
    Files.writeString(FOLDER.resolve("first-attempt-success.md"), text);
  }

  private static String run(@Nullable String java) throws RunnerException {
    ResultsTable table = new ResultsTable();
    for (int round = 0; round < ROUNDS; round++) {
      table.add(run(java, "noArguments", Subject.values()));
      table.add(run(java, "twoArguments", Subject.BARE, Subject.STARTER));
    }
    return table.text();
  }

  private static Collection<RunResult> run(
      @Nullable String java, String method, Subject... subjects) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(FirstAttemptSuccess.class.getSimpleName() + "." + method)
            .param("subject", names(subjects))
            .forks(1)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTimeProfiler.class);
    if (java != null) {
      options.jvm(java);
    }
    return new Runner(options.build()).run();
  }

  private static String[] names(Subject... subjects) {
    String[] names = new String[subjects.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = subjects[i].name();
    }
    return names;
  }

  private void add(Collection<RunResult> results) {
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      jdk = "JDK " + params.getJdkVersion() + ", " + params.getVmName();
      String benchmark = params.getBenchmark();
      Samples all =
          samples
              .computeIfAbsent(
                  benchmark.substring(benchmark.lastIndexOf('.') + 1),
                  method -> new EnumMap<>(Subject.class))
              .computeIfAbsent(Subject.valueOf(params.getParam("subject")), each -> new Samples());
      result.getBenchmarkResults().forEach(fork -> fork.getIterationResults().forEach(all::add));
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder("\n## ").append(jdk).append('\n');
    samples.forEach(
        (method, subjects) -> {
          text.append(TABLE_HEAD.formatted(method));
          Samples bare = subjects.getOrDefault(Subject.BARE, new Samples());
          subjects.forEach((subject, each) -> text.append(row(subject.title(), each, bare)));
        });
    return text.toString();
  }

  private static String row(String title, Samples each, Samples bare) {
    return String.format(
        Locale.ROOT,
        "| %s | %.1f ± %.1f | %.1f | %.1f | %.0f | %.2f | %.2f |\n",
        title,
        each.mean(),
        each.error(),
        each.median(),
        each.medianCpu(),
        each.medianBytes(),
        each.median() / bare.median(),
        each.medianCpu() / bare.medianCpu());
  }
}
