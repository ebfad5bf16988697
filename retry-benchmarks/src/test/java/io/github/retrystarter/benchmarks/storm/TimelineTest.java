package io.github.retrystarter.benchmarks.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

  private final Timeline timeline = new Timeline();
  private final List<String> happened = new ArrayList<>();

  @Test
  void eventsHappenInTheOrderOfTheirTimes() {
    plan(20, "second");
    plan(10, "first");
    plan(30, "third");
    timeline.run();
    assertThat(happened).containsExactly("first at 10", "second at 20", "third at 30");
  }

  @Test
  void eventsOfTheSameNanosecondHappenAsTheyWerePlanned() {
    plan(10, "first");
    plan(10, "second");
    plan(10, "third");
    timeline.run();
    assertThat(happened).containsExactly("first at 10", "second at 10", "third at 10");
  }

  @Test
  void anEventCanPlanFurtherOnes() {
    timeline.in(
        10,
        () -> {
          plan(5, "later");
          plan(0, "now");
        });
    plan(12, "between");
    timeline.run();
    assertThat(happened).containsExactly("now at 10", "between at 12", "later at 15");
  }

  @Test
  void nothingHappensInThePast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(-1, "yesterday"))
        .withMessage("-1 ns from now is in the past");
  }

  private void plan(long in, String what) {
    timeline.in(in, () -> happened.add(what + " at " + timeline.now()));
  }
}
