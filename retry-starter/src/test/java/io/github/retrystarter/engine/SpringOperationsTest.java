package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryOperations;

/** A policy of the starter's where Spring's own interface is asked for. */
class SpringOperationsTest {

  private final Rig rig = new Rig().with(PolicyKey.MAX_RETRIES, 3);
  private final RetryOperations operations = rig.retry().asOperations();
  private final IOException broken = new IOException("broken");
  private final AtomicInteger calls = new AtomicInteger();

  private String failsTwice() throws IOException {
    if (calls.incrementAndGet() < 3) {
      throw broken;
    }
    return "good";
  }

  @Test
  void workIsRetriedUnderThePolicy() throws Exception {
    assertThat(operations.<String>execute(this::failsTwice)).isEqualTo("good");
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
  }

  @Test
  void executeWrapsTheLastFailureAsSpringsDoes() {
    assertThatThrownBy(
            () ->
                operations.execute(
                    () -> {
                      throw broken;
                    }))
        .isInstanceOfSatisfying(
            RetryException.class,
            thrown -> {
              assertThat(thrown.getCause()).isSameAs(broken);
              assertThat(thrown.getLastException()).isSameAs(broken);
              assertThat(thrown.getRetryCount()).isEqualTo(3);
            });
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void invokeThrowsTheFailureItself() {
    IllegalStateException wrong = new IllegalStateException("wrong");
    assertThatThrownBy(
            () ->
                operations.invoke(
                    () -> {
                      calls.incrementAndGet();
                      throw wrong;
                    }))
        .isSameAs(wrong);
    assertThat(rig.calls()).isEqualTo(1);
    assertThat(calls).hasValue((int) rig.counts().attempts());
  }

  @Test
  void invokeReturnsTheValue() {
    assertThat(operations.<String>invoke(() -> "good")).isEqualTo("good");
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
  }
}
