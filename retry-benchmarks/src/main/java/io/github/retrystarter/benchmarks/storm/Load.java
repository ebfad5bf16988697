package io.github.retrystarter.benchmarks.storm;

import java.util.List;

/** Calls that arrive by themselves: a Poisson process, each arrival at a client by chance. */
final class Load {

  private final Timeline timeline;
  private final List<Client> clients;
  private final Dice dice;
  private final double perSecond;
  private final long end;

  /**
   * Not yet begun.
   *
   * @param perSecond the mean rate, of all clients together
   * @param end no arrivals from then on, nanoseconds
   */
  Load(Timeline timeline, List<Client> clients, Dice dice, double perSecond, long end) {
    this.timeline = timeline;
    this.clients = clients;
    this.dice = dice;
    this.perSecond = perSecond;
    this.end = end;
  }

  /** Plans the next arrival. */
  void begin() {
    long wait = dice.untilNext(perSecond);
    if (timeline.now() + wait < end) {
      timeline.in(
          wait,
          () -> {
            clients.get(dice.oneOf(clients.size())).call();
            begin();
          });
    }
  }
}
