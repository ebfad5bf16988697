package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryContextTest {

  private final Rig rig = new Rig();

  @Test
  void thereIsNoneOutsideOfACall() throws Exception {
    assertThat(RetryContext.current()).isEmpty();
    rig.retry().call(Script.returns("done"));
    assertThat(RetryContext.current()).isEmpty();
  }

  @Test
  void anAttemptSeesItsNumberAndTheFailureBefore() throws Exception {
    IOException broken = new IOException("broken");
    List<String> seen = new ArrayList<>();
    rig.retry()
        .call(
            () -> {
              RetryContext context = RetryContext.current().orElseThrow();
              seen.add(
                  "%d of 1+%d, %s, %s, %s"
                      .formatted(
                          context.attempt(),
                          context.maxRetries(),
                          context.policy(),
                          context.lastFailure(),
                          context.remaining()));
              if (context.attempt() < 3) {
                throw broken;
              }
              return "done";
            });
    String last = "Optional[" + broken + "]";
    assertThat(seen)
        .containsExactly(
            "1 of 1+3, default, Optional.empty, Optional.empty",
            "2 of 1+3, default, " + last + ", Optional.empty",
            "3 of 1+3, default, " + last + ", Optional.empty");
  }

  @Test
  void attributesLiveAsLongAsTheCall() throws Exception {
    Retry retry = rig.retry();
    Script work =
        new Script()
            .then(
                () -> {
                  RetryContext.current().orElseThrow().attributes().put("key", "kept");
                  throw new IOException("broken");
                })
            .then(() -> RetryContext.current().orElseThrow().attributes().getOrDefault("key", "-"));
    assertThat(retry.call(work)).isEqualTo("kept");
    assertThat(retry.call(work)).isEqualTo("-");
  }

  @Test
  void theTimeLeftCountsDown() throws Exception {
    rig.with(PolicyKey.TIMEOUT, Duration.ofSeconds(10));
    List<Duration> left = new ArrayList<>();
    rig.retry()
        .call(
            () -> {
              left.add(RetryContext.current().orElseThrow().remaining().orElseThrow());
              rig.time.advance(Duration.ofSeconds(1));
              if (left.size() < 3) {
                throw new IOException("broken");
              }
              return "done";
            });
    assertThat(left)
        .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(8), Duration.ofSeconds(5));
  }

  @Test
  void anInnerCallHidesTheOuterOneUntilItEnds() throws Exception {
    Retry retry = rig.retry();
    retry.call(
        () -> {
          RetryContext outer = RetryContext.current().orElseThrow();
          retry.call(
              () -> {
                assertThat(RetryContext.current().orElseThrow()).isNotSameAs(outer);
                return "inner";
              });
          assertThat(RetryContext.current()).containsSame(outer);
          return "outer";
        });
    assertThat(RetryContext.current()).isEmpty();
  }

  @Test
  void itIsTheSameAllThroughACallAndGoneAfterAFailure() {
    List<RetryContext> seen = new ArrayList<>();
    try {
      rig.retry()
          .call(
              () -> {
                seen.add(RetryContext.current().orElseThrow());
                throw new IOException("broken");
              });
    } catch (Exception expected) {
      seen.add(seen.get(0));
    }
    assertThat(seen).hasSize(5).containsOnly(seen.get(0));
    assertThat(RetryContext.current()).isEmpty();
  }
}
