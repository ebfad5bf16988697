package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class NestedCallsTest {

  private final Rig outer = new Rig().with(PolicyKey.MAX_RETRIES, 1);
  private final Rig inner = new Rig().with(PolicyKey.MAX_RETRIES, 2);

  @Test
  void aFailureThatAnInnerCallHasMarkedGetsNoSecondMarker() {
    IOException broken = new IOException("broken");
    Throwable thrown =
        catchThrowable(() -> outer.retry().call(() -> inner.retry().call(Script.fails(broken))));
    assertThat(thrown).isSameAs(broken);
    assertThat(thrown.getSuppressed()).hasSize(1);
    assertThat(RetryInfo.of(thrown).orElseThrow().attempts()).isEqualTo(3);
    assertThat(inner.calls(Outcome.EXHAUSTED)).isEqualTo(2);
    assertThat(outer.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void aMarkerKnowsTheCallTreeThatItBelongsTo() throws Exception {
    IOException shared = new IOException("shared");
    outer
        .retry()
        .call(
            () -> {
              assertThatThrownBy(() -> inner.retry().call(Script.fails(shared))).isSameAs(shared);
              assertThat(ofThisTree(shared)).isTrue();
              return "done";
            });
    assertThat(ofThisTree(shared)).isFalse();
    outer
        .retry()
        .call(
            () -> {
              assertThatThrownBy(() -> inner.retry().call(Script.fails(shared))).isSameAs(shared);
              assertThat(ofThisTree(shared)).isFalse();
              return "done";
            });
  }

  private static boolean ofThisTree(Throwable failure) {
    return RetryInfo.of(failure).orElseThrow().belongsTo(Ambient.tree(Ambient.cell()));
  }
}
