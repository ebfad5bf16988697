package io.github.retrystarter.benchmarks.storm;

import org.jspecify.annotations.Nullable;

/** Carries out what a strategy says, and gives up on answers that take too long. */
final class Client {

  /** An attempt without an answer after so long has failed: 1 s. */
  static final long TIMEOUT = 1_000_000_000;

  private final Timeline timeline;
  private final Dependency dependency;
  private final Strategy.Instance instance;
  private final History history;

  Client(Timeline timeline, Dependency dependency, Strategy.Instance instance, History history) {
    this.timeline = timeline;
    this.dependency = dependency;
    this.instance = instance;
    this.history = history;
  }

  /** Begins a call. */
  void call() {
    new Call(instance.call(), history.began()).begin();
  }

  private final class Call {

    private final Tries tries;
    private final long began;

    Call(Tries tries, long began) {
      this.tries = tries;
      this.began = began;
    }

    void begin() {
      make(tries.begin());
    }

    private void make(Move move) {
      if (move instanceof Move.Wait wait) {
        timeline.in(wait.nanos(), () -> make(tries.waited()));
      } else if (move instanceof Move.End end) {
        if (end.successful()) {
          history.succeeded(began);
        }
      } else {
        attempt();
      }
    }

    private void attempt() {
      history.attempted();
      Pending pending = new Pending();
      timeline.in(TIMEOUT, () -> pending.arrived(Troubles.timeout()));
      dependency.request(pending);
    }

    /** An attempt that waits for its answer; what comes second comes too late. */
    private final class Pending implements Dependency.Reply {

      private boolean over;

      @Override
      public void arrived(@Nullable Throwable failure) {
        if (!over) {
          over = true;
          make(failure == null ? tries.succeeded() : tries.failed(failure));
        }
      }
    }
  }
}
