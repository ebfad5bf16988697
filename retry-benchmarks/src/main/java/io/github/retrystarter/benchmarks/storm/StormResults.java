package io.github.retrystarter.benchmarks.storm;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All runs of the table.
 *
 * @param nearCapacity the stall at {@link #HIGH} calls a second
 * @param withRoom the stall at {@link #LOW} calls a second
 * @param uneven the stall at {@link #HIGH} calls a second, where requests are not alike
 * @param refusal at {@link #HIGH} calls a second
 * @param brownOut at {@link #LOW} calls a second
 * @param flapping at {@link #LOW} calls a second
 * @param sweep by the percentage of requests that fail
 */
record StormResults(
    Map<Contender, Runs> nearCapacity,
    Map<Contender, Runs> withRoom,
    Map<Contender, Runs> uneven,
    Map<Contender, Runs> refusal,
    Map<Contender, Runs> brownOut,
    Map<Contender, Runs> flapping,
    Map<Integer, Map<Contender, Runs>> sweep) {

  /** Calls a second, of the 300 that the database can do. */
  static final int HIGH = 280;

  /** Calls a second, with some room. */
  static final int LOW = 240;

  /** Percentages of requests that fail. */
  static final List<Integer> RATES = List.of(1, 2, 5, 10, 20, 30, 50, 70, 90, 100);

  /** Runs everything: some ten seconds of computing. */
  static StormResults compute() {
    Map<Integer, Map<Contender, Runs>> sweep = new TreeMap<>();
    RATES.forEach(percent -> sweep.put(percent, all(Scenarios.flaky(percent))));
    return new StormResults(
        all(Scenarios.stall(HIGH)),
        all(Scenarios.stall(LOW)),
        all(Scenarios.unevenStall(HIGH)),
        all(Scenarios.refusal(HIGH)),
        all(Scenarios.brownOut(LOW)),
        all(Scenarios.flapping(LOW)),
        sweep);
  }

  private static Map<Contender, Runs> all(Scenario scenario) {
    Map<Contender, Runs> runs = new EnumMap<>(Contender.class);
    Arrays.stream(Contender.values()).forEach(each -> runs.put(each, Runs.of(scenario, each)));
    return runs;
  }
}
