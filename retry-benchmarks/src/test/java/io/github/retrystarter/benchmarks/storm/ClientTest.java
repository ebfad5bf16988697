package io.github.retrystarter.benchmarks.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientTest {

  private static final long SECOND = 1_000_000_000;

  private final Diary diary = new Diary();

  @Test
  void aCallThatSucceedsAtOnceMakesOneRequest() {
    assertThat(diary.of(Contender.PLAIN, List.of(true), 0)).containsExactly("request at 0");
    assertThat(diary.succeeded()).isEqualTo(1);
  }

  @Test
  void anAttemptWithoutAnAnswerFailsAfterASecond() {
    assertThat(diary.of(Contender.PLAIN, reply -> {}, 0))
        .containsExactly("request at 0", "request at 1050", "request at 2150", "request at 3350");
    assertThat(diary.succeeded()).isZero();
  }

  @Test
  void anAnswerThatComesTooLateHelpsNobody() {
    Dependency late = reply -> diary.timeline.in(SECOND + 1, () -> reply.arrived(null));
    assertThat(diary.of(Contender.NO_RETRIES, late, 0)).containsExactly("request at 0");
    assertThat(diary.succeeded()).isZero();
  }

  @Test
  void anAnswerJustInTimeIsASuccess() {
    Dependency slow = reply -> diary.timeline.in(SECOND - 1, () -> reply.arrived(null));
    diary.of(Contender.PLAIN, slow, 0);
    assertThat(diary.succeeded()).isEqualTo(1);
  }

  @Test
  void aSuccessCountsInTheSecondInWhichItsCallBegan() {
    diary.of(Contender.PLAIN, List.of(false, false, true), 990);
    assertThat(diary.history.succeeded(0)).isEqualTo(1);
    assertThat(diary.history.attempts(0)).isEqualTo(1);
    assertThat(diary.history.attempts(1)).isEqualTo(2);
  }
}
