package io.github.retrystarter.benchmarks.storm;

/** Answers after a fixed time, never overloaded; each request fails by itself, by chance. */
final class FlakyService implements Dependency {

  private static final long LATENCY = 10_000_000;

  private final Timeline timeline;
  private final double failureRate;
  private final Dice dice;

  /**
   * One of them.
   *
   * @param failureRate the share of requests that fail, 0 to 1
   */
  FlakyService(Timeline timeline, double failureRate, Dice dice) {
    this.timeline = timeline;
    this.failureRate = failureRate;
    this.dice = dice;
  }

  @Override
  public void request(Reply reply) {
    boolean fails = dice.next() < failureRate;
    timeline.in(LATENCY, () -> reply.arrived(fails ? Troubles.reset() : null));
  }
}
