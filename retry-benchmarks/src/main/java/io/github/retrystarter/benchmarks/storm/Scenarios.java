package io.github.retrystarter.benchmarks.storm;

import io.github.retrystarter.benchmarks.storm.Scenario.Trouble;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The scenarios of the table. */
final class Scenarios {

  /** Trouble begins after so many quiet seconds. */
  static final int TROUBLE = 30;

  /** How long an outage is, seconds. */
  static final int OUTAGE = 10;

  /** How long the brown-out is, seconds. */
  static final int BROWN_OUT = 60;

  /** In the brown-out the database takes so many times as long. */
  static final int SLOWNESS = 10;

  /** How long the dependency flaps, seconds. */
  static final int FLAPPING = 120;

  /** How long it is up, and how long down, seconds. */
  static final int FLAP = 5;

  /** A recovery that takes longer is not seen, seconds. */
  static final int PATIENCE = 290;

  /** How long after the outage its load is looked at, seconds. */
  static final int AFTERMATH = 30;

  /** Calls a second, where the rate plays no part. */
  private static final double EASY = 100;

  private static final int EASY_SECONDS = 200;

  private Scenarios() {}

  /**
   * The classic metastable case (Bronson and others, Metastable Failures in Distributed Systems,
   * HotOS 2021): for 10 s the database begins no request; all wait in its queue. Then it works them
   * off, though nobody waits for them any more.
   */
  static Scenario stall(double perSecond) {
    return outage(perSecond, Database::stall);
  }

  /** The same at a database whose requests are not alike, so that its queue is never steady. */
  static Scenario unevenStall(double perSecond) {
    int healed = TROUBLE + OUTAGE;
    return Scenario.uneven(
        perSecond,
        healed + PATIENCE + Recovery.WINDOW,
        new Trouble(TROUBLE, healed, Database::stall));
  }

  /** For 10 s the database refuses connections at once; nothing queues up. */
  static Scenario refusal(double perSecond) {
    return outage(perSecond, Database::refuse);
  }

  private static Scenario outage(double perSecond, Consumer<Database> begin) {
    int healed = TROUBLE + OUTAGE;
    return Scenario.database(
        perSecond,
        healed + PATIENCE + Recovery.WINDOW,
        List.of(new Trouble(TROUBLE, healed, begin)));
  }

  /** For a minute each request takes ten times as long, so the database does a tenth. */
  static Scenario brownOut(double perSecond) {
    int healed = TROUBLE + BROWN_OUT;
    return Scenario.database(
        perSecond,
        healed + PATIENCE + Recovery.WINDOW,
        List.of(new Trouble(TROUBLE, healed, database -> database.slowDown(SLOWNESS))));
  }

  /** For two minutes connections are refused for 5 s of each 10 s. */
  static Scenario flapping(double perSecond) {
    List<Trouble> flaps =
        IntStream.iterate(TROUBLE, at -> at < TROUBLE + FLAPPING, at -> at + 2 * FLAP)
            .mapToObj(at -> new Trouble(at, at + FLAP, Database::refuse))
            .toList();
    return Scenario.database(perSecond, TROUBLE + FLAPPING, flaps);
  }

  /**
   * A service with capacity to spare whose requests fail by chance.
   *
   * @param percent how many of a hundred
   */
  static Scenario flaky(int percent) {
    return Scenario.flaky(EASY, EASY_SECONDS, percent / 100.0);
  }
}
