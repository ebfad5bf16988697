package io.github.retrystarter.benchmarks.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A dependency, what happens to it, and who calls it.
 *
 * @param perSecond calls, a Poisson process, spread over the clients
 * @param seconds how long calls arrive
 * @param world makes the dependency and plans its troubles
 */
record Scenario(double perSecond, int seconds, World world) {

  /** Client processes. */
  static final int CLIENTS = 10;

  /** The database works on so many requests at a time. */
  static final int WORKERS = 3;

  /** It takes 10 ms for each: 300 requests a second. */
  static final long SERVICE = 10_000_000;

  private static final long SECOND = 1_000_000_000;

  /** Makes the dependency. */
  @FunctionalInterface
  interface World {

    /** Makes it, and plans what happens to it. */
    Dependency create(Timeline timeline, long seed);
  }

  /** Something that happens to a database for a while. */
  record Trouble(int from, int to, Consumer<Database> begin) {

    private void plan(Timeline timeline, Database database) {
      timeline.in(from * SECOND, () -> begin.accept(database));
      timeline.in(to * SECOND, database::heal);
    }
  }

  /** A database with its troubles. */
  static Scenario database(double perSecond, int seconds, List<Trouble> troubles) {
    return new Scenario(
        perSecond,
        seconds,
        (timeline, seed) -> {
          Database database = new Database(timeline, WORKERS, () -> SERVICE);
          troubles.forEach(each -> each.plan(timeline, database));
          return database;
        });
  }

  /**
   * A database of the same capacity whose requests differ: 30 at a time, most of them take 50 ms,
   * but one in ten, by chance, 550 ms.
   */
  static Scenario uneven(double perSecond, int seconds, Trouble trouble) {
    return new Scenario(
        perSecond,
        seconds,
        (timeline, seed) -> {
          Dice dice = new Dice(seed, -3);
          Database database =
              new Database(timeline, 10 * WORKERS, () -> SERVICE * (dice.oneOf(10) == 0 ? 55 : 5));
          trouble.plan(timeline, database);
          return database;
        });
  }

  /** A service that fails by chance. */
  static Scenario flaky(double perSecond, int seconds, double failureRate) {
    return new Scenario(
        perSecond,
        seconds,
        (timeline, seed) -> new FlakyService(timeline, failureRate, new Dice(seed, -2)));
  }

  /**
   * Runs it.
   *
   * @param seed the same seed gives the same run, and the same arrivals to all strategies
   */
  History run(Strategy strategy, long seed) {
    Timeline timeline = new Timeline();
    History history = new History(timeline, seconds);
    Dependency dependency = world.create(timeline, seed);
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Strategy.Instance instance = strategy.instance(timeline, new Dice(seed, i));
      clients.add(new Client(timeline, dependency, instance, history));
    }
    new Load(timeline, clients, new Dice(seed, -1), perSecond, seconds * SECOND).begin();
    timeline.run();
    return history;
  }
}
