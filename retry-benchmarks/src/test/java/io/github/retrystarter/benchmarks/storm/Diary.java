package io.github.retrystarter.benchmarks.storm;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays one client against a scripted dependency, and writes down what it does and when. */
final class Diary {

  private static final long MILLISECOND = 1_000_000;

  final Timeline timeline = new Timeline();
  final History history = new History(timeline, 3600);
  private final List<String> entries = new ArrayList<>();

  /** Calls of the strategy at these milliseconds; each request is answered after 10 ms. */
  List<String> of(Strategy strategy, List<Boolean> answers, long... calls) {
    Iterator<Boolean> script = answers.iterator();
    return of(strategy, reply -> answer(reply, script.next() ? null : Troubles.reset()), calls);
  }

  /** Calls of the strategy at these milliseconds. */
  List<String> of(Strategy strategy, Dependency dependency, long... calls) {
    Dependency noted =
        reply -> {
          entries.add("request at " + timeline.now() / MILLISECOND);
          dependency.request(reply);
        };
    // A random number of a half: full jitter waits half of its bound.
    Client client = new Client(timeline, noted, strategy.instance(timeline, () -> 0.5), history);
    for (long at : calls) {
      timeline.in(at * MILLISECOND, client::call);
    }
    timeline.run();
    return entries;
  }

  private void answer(Dependency.Reply reply, @Nullable Throwable failure) {
    timeline.in(10 * MILLISECOND, () -> reply.arrived(failure));
  }

  /** Of all calls, how many succeeded. */
  int succeeded() {
    int sum = 0;
    for (int second = 0; second < history.seconds(); second++) {
      sum += history.succeeded(second);
    }
    return sum;
  }
}
