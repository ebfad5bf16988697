package io.github.retrystarter.benchmarks.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Runs the simulator, prints its table and writes it, and the chart. */
final class StormTable {

  private static final Path FOLDER = Path.of("retry-benchmarks", "results");

  private static final String HEAD =
      """
      # What retries do to a dependency in trouble

      A simulation in virtual time, of discrete events. Its seeds are fixed, so it gives the same
      numbers, to the byte, wherever it runs:

      ```
      mvn -q -pl retry-benchmarks -am package -DskipTests && java -cp retry-benchmarks/target/benchmarks.jar io.github.retrystarter.benchmarks.storm.StormTable
      ```

      A database works on 3 requests at a time, 10 ms each: 300 requests a second. Requests wait in
      one queue without bound, first come, first served; it works off each of them, whether or not
      anybody still waits for the answer. 10 client processes, each with a budget, a throttle or a
      breaker of its own, make calls at random times (Poisson); an attempt that has no answer after
      1 s has failed. Figures are medians of %d runs.

      Who is compared:
      - **no retries**: one attempt.
      - **3 retries, exponential, full jitter**: after random waits of up to 100, 200 and 400 ms, and
        nothing to hold them back: what Spring Framework 7's and Resilience4j's retries do when set so.
      - **Resilience4j retry + circuit breaker**: its own classes on the simulated clock, with their
        defaults (3 attempts; the breaker opens at 50 %% of 100 calls, for 60 s), but exponential
        random waits.
      - **gRPC's retry throttle**: gRFC A6; 10 tokens, a failure takes 1, a success brings 0.1, no
        retries at 5 tokens or less; 4 attempts. Here each attempt has its 1 s; a real gRPC deadline is
        one for all attempts.
      - **AWS SDKs' standard mode**: 500 tokens, a retry takes 5, after a timeout 10; 3 attempts.
        **Updated**: 14 tokens, first wait 50 ms, the defaults announced for November 2026.
      - **Retry Starter**: its own code, not a model of it, with the default configuration.
      """;

  private static final String STALL =
      """

      ## An outage of %d s in which requests queue up

      The database stops working on requests for %d s; they wait in its queue. Afterwards it is as
      quick as before, but the queue is full of requests that nobody waits for. **Recovery**: seconds
      after the outage until at least %.0f %% of calls succeed in every window of %d s from then on;
      "never": not within %d s. **Load**: requests to the database per call, from the beginning of the
      outage until %d s after its end. **Success**: of all calls from the beginning of the outage on.

      | | recovery at %d/s | load | success | recovery at %d/s | load | success |
      |---|--:|--:|--:|--:|--:|--:|
      """;

  private static final String UNEVEN =
      """

      ## The same, where requests are not alike

      A database of the same capacity that works on 30 requests at a time; most take 50 ms, one in ten,
      by chance, 550 ms. So its queue swings, and near its end there are times in which some calls
      succeed and pay for the retries of others. At %d/s. **Recovered**: how many of the %d runs are well
      in the end.

      | | recovery | recovered | load | success |
      |---|--:|--:|--:|--:|
      """;

  private static final String REFUSAL =
      """

      ## An outage of %d s in which connections are refused

      Nothing queues up, so nothing has to be worked off afterwards. At %d/s. **Peak**: the most
      requests in one second.

      | | recovery | load | peak | success |
      |---|--:|--:|--:|--:|
      """;

  private static final String BROWN_OUT =
      """

      ## A brown-out: for %d s each request takes %d times as long

      At %d/s; the database does %d requests a second meanwhile. **Load** until %d s after its end.

      | | recovery | load | peak | success |
      |---|--:|--:|--:|--:|
      """;

  private static final String FLAPPING =
      """

      ## A dependency that flaps: %d s down, %d s up, for %d s

      At %d/s; while it is down, connections are refused. The open times of the breakers, 30 s and
      60 s, are multiples of these 10 s: a half-open breaker tries at the same point of the cycle at
      which it opened, in vain. That is bad luck, and this scenario has it.

      | | load | peak | success |
      |---|--:|--:|--:|
      """;

  private static final String SWEEP =
      """

      ## A service whose requests fail by chance

      Share of calls that succeed, and in brackets requests per call, where each request fails by
      itself with the same probability. About 20 000 calls, answered or refused after 10 ms.

      """;

  private StormTable() {}

  /**
   * Runs everything.
   *
   * @param arguments ignored
   * @throws IOException if a file can't be written
   */
  public static void main(String[] arguments) throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      throw new IllegalStateException("start it in the project's top folder: no " + FOLDER);
    }
    StormResults results = StormResults.compute();
    String table = text(results);
    Files.writeString(FOLDER.resolve("storm.md"), table);
    Files.writeString(FOLDER.resolve("storm.svg"), StormChart.svg(results.nearCapacity()));
    System.out.print(table);
  }

  /** The whole table, Markdown. */
  static String text(StormResults results) {
    StringBuilder text = new StringBuilder(format(HEAD, Runs.SEEDS));
    text.append(
        format(
            STALL,
            Scenarios.OUTAGE,
            Scenarios.OUTAGE,
            100 * Recovery.GOOD,
            Recovery.WINDOW,
            Scenarios.PATIENCE,
            Scenarios.AFTERMATH,
            StormResults.HIGH,
            StormResults.LOW));
    for (Contender each : Contender.values()) {
      text.append(stallRow(each, of(results.nearCapacity(), each), of(results.withRoom(), each)));
    }
    text.append(format(UNEVEN, StormResults.HIGH, Runs.SEEDS));
    results.uneven().forEach((each, runs) -> text.append(unevenRow(each, runs)));
    text.append(format(REFUSAL, Scenarios.OUTAGE, StormResults.HIGH));
    results.refusal().forEach((each, runs) -> text.append(row(each, runs, Scenarios.OUTAGE)));
    text.append(
        format(
            BROWN_OUT,
            Scenarios.BROWN_OUT,
            Scenarios.SLOWNESS,
            StormResults.LOW,
            300 / Scenarios.SLOWNESS,
            Scenarios.AFTERMATH));
    results.brownOut().forEach((each, runs) -> text.append(row(each, runs, Scenarios.BROWN_OUT)));
    text.append(
        format(FLAPPING, Scenarios.FLAP, Scenarios.FLAP, Scenarios.FLAPPING, StormResults.LOW));
    results.flapping().forEach((each, runs) -> text.append(flappingRow(each, runs)));
    return text.append(SWEEP).append(sweep(results.sweep())).toString();
  }

  /** A row of the first table. */
  static String stallRow(Contender contender, Runs nearCapacity, Runs withRoom) {
    return format(
        "| %s%s%s |\n", contender.title(), stallCells(nearCapacity), stallCells(withRoom));
  }

  private static String stallCells(Runs runs) {
    int healed = Scenarios.TROUBLE + Scenarios.OUTAGE;
    return format(
        " | %s | %.3f | %.3f",
        recovery(runs.recovery(healed)),
        runs.amplification(Scenarios.TROUBLE, healed + Scenarios.AFTERMATH),
        runs.successShare(Scenarios.TROUBLE, healed + Scenarios.PATIENCE));
  }

  /** A row of the second table. */
  static String unevenRow(Contender contender, Runs runs) {
    int healed = Scenarios.TROUBLE + Scenarios.OUTAGE;
    return format(
        "| %s | %s | %d | %.3f | %.3f |\n",
        contender.title(),
        recovery(runs.recovery(healed)),
        runs.recovered(healed),
        runs.amplification(Scenarios.TROUBLE, healed + Scenarios.AFTERMATH),
        runs.successShare(Scenarios.TROUBLE, healed + Scenarios.PATIENCE));
  }

  private static String row(Contender contender, Runs runs, int trouble) {
    int healed = Scenarios.TROUBLE + trouble;
    int end = healed + Scenarios.AFTERMATH;
    return format(
        "| %s | %s | %.3f | %d | %.3f |\n",
        contender.title(),
        recovery(runs.recovery(healed)),
        runs.amplification(Scenarios.TROUBLE, end),
        runs.peak(Scenarios.TROUBLE, end),
        runs.successShare(Scenarios.TROUBLE, healed + Scenarios.PATIENCE));
  }

  private static String flappingRow(Contender contender, Runs runs) {
    int end = Scenarios.TROUBLE + Scenarios.FLAPPING;
    return format(
        "| %s | %.3f | %d | %.3f |\n",
        contender.title(),
        runs.amplification(Scenarios.TROUBLE, end),
        runs.peak(Scenarios.TROUBLE, end),
        runs.successShare(Scenarios.TROUBLE, end));
  }

  private static String sweep(Map<Integer, Map<Contender, Runs>> sweep) {
    StringBuilder text = new StringBuilder("| |");
    sweep.keySet().forEach(percent -> text.append(format(" %d %% |", percent)));
    text.append("\n|---|").append("--:|".repeat(sweep.size())).append('\n');
    for (Contender each : Contender.values()) {
      text.append(sweepRow(each, sweep.values().stream().map(runs -> of(runs, each)).toList()));
    }
    return text.toString();
  }

  /** A row of the last table. */
  static String sweepRow(Contender contender, List<Runs> byRate) {
    return byRate.stream()
        .map(StormTable::cell)
        .collect(Collectors.joining(" | ", "| " + contender.title() + " | ", " |\n"));
  }

  private static String cell(Runs runs) {
    int end = runs.histories().get(0).seconds();
    return format("%.4f (%.3f)", runs.successShare(0, end), runs.amplification(0, end));
  }

  private static String recovery(OptionalInt seconds) {
    return seconds.isPresent() ? seconds.getAsInt() + " s" : "never";
  }

  private static Runs of(Map<Contender, Runs> runs, Contender contender) {
    return Objects.requireNonNull(runs.get(contender));
  }

  private static String format(String text, Object... arguments) {
    return String.format(Locale.ROOT, text, arguments);
  }
}
