package io.github.retrystarter.benchmarks.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The queue, against examples computed by hand and the theory of queues. */
class DatabaseTest {

  private static final long MILLISECOND = 1_000_000;

  private final Timeline timeline = new Timeline();
  private final Database database = new Database(timeline, 3, () -> 10 * MILLISECOND);
  private final List<String> answers = new ArrayList<>();

  @Test
  void threeWorkersTakeThreeRequestsAtATime() {
    at(0, () -> request("a", "b", "c", "d", "e", "f", "g"));
    timeline.run();
    assertThat(answers).containsExactly("a 10", "b 10", "c 10", "d 20", "e 20", "f 20", "g 30");
  }

  @Test
  void aFreeWorkerBeginsAtOnce() {
    at(0, () -> request("a"));
    at(4, () -> request("b"));
    at(50, () -> request("c"));
    timeline.run();
    assertThat(answers).containsExactly("a 10", "b 14", "c 60");
  }

  @Test
  void whileItStallsRequestsQueueUp() {
    at(0, () -> request("a", "b", "c", "d"));
    at(5, database::stall);
    at(7, () -> request("e"));
    at(30, () -> answers.add("queued: " + database.queued()));
    at(40, database::heal);
    timeline.run();
    assertThat(answers).containsExactly("a 10", "b 10", "c 10", "queued: 2", "d 50", "e 50");
  }

  @Test
  void whileItRefusesNothingQueuesUp() {
    at(0, () -> request("a", "b", "c", "d"));
    at(5, database::refuse);
    at(7, () -> request("e"));
    at(40, database::heal);
    at(41, () -> request("f"));
    timeline.run();
    assertThat(answers)
        .containsExactly(
            "d 5 Connection reset", "e 8 Connection refused", "a 10", "b 10", "c 10", "f 51");
  }

  @Test
  void whileItIsSlowRequestsTakeTenTimesAsLong() {
    at(0, () -> request("a"));
    at(5, () -> database.slowDown(10));
    at(6, () -> request("b", "c", "d"));
    at(50, database::heal);
    at(51, () -> request("e", "f"));
    timeline.run();
    // Each keeps the pace that it was begun with; d, e and f wait for a worker.
    assertThat(answers).containsExactly("a 10", "b 106", "c 106", "d 110", "e 116", "f 116");
  }

  /** Pollaczek and Khinchine: with one worker the mean wait is ρ / (2 (1 - ρ)) of the service. */
  @Test
  void theMeanWaitIsThatOfAnMd1Queue() {
    Database one = new Database(timeline, 1, () -> 10 * MILLISECOND);
    Dice dice = new Dice(1, 0);
    List<Long> times = new ArrayList<>();
    long arrival = 0;
    for (int i = 0; i < 500_000; i++) {
      arrival += dice.untilNext(80);
      timeline.in(
          arrival,
          () -> {
            long came = timeline.now();
            one.request(failure -> times.add(timeline.now() - came));
          });
    }
    timeline.run();
    double meanWait = times.stream().mapToLong(each -> each - 10 * MILLISECOND).average().orElse(0);
    assertThat(meanWait / MILLISECOND).isCloseTo(20, within(0.5));
  }

  private void at(long millis, Runnable action) {
    timeline.in(millis * MILLISECOND, action);
  }

  private void request(String... names) {
    for (String name : names) {
      database.request(
          failure ->
              answers.add(
                  name
                      + " "
                      + timeline.now() / MILLISECOND
                      + (failure == null ? "" : " " + failure.getMessage())));
    }
  }
}
