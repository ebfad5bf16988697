package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.Nested;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NestedCallsTest {

  private final Rig outer = new Rig().with(PolicyKey.MAX_RETRIES, 3);
  private final Rig middle = new Rig().with(PolicyKey.MAX_RETRIES, 3);
  private final Rig inner = new Rig().with(PolicyKey.MAX_RETRIES, 3);
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void threeLayersOfFourCallsMakeFour() {
    IOException broken = new IOException("broken");
    Throwable thrown =
        catchThrowable(() -> outer.retry().call(() -> middle.retry().call(() -> inside(broken))));
    assertThat(thrown).isSameAs(broken);
    assertThat(calls).hasValue(4);
    assertThat(inner.calls(Outcome.EXHAUSTED)).isEqualTo(1);
    assertThat(middle.calls(Outcome.NESTED)).isEqualTo(1);
    assertThat(outer.calls(Outcome.NESTED)).isEqualTo(1);
    assertThat(outer.time.sleeps()).isEmpty();
  }

  @Test
  void aFailureThatAnInnerCallHasMarkedGetsNoSecondMarker() {
    IOException broken = new IOException("broken");
    Throwable thrown = catchThrowable(() -> outer.retry().call(() -> inside(broken)));
    assertThat(thrown.getSuppressed()).hasSize(1);
    assertThat(RetryInfo.of(thrown).orElseThrow().reason()).isEqualTo("exhausted");
  }

  @Test
  void aFailureThatWrapsTheInnerOneIsNotRetriedEither() {
    Throwable thrown =
        catchThrowable(
            () ->
                outer
                    .retry()
                    .call(
                        () -> {
                          try {
                            return inside(new IOException("broken"));
                          } catch (IOException e) {
                            throw new IllegalStateException("order 7", e);
                          }
                        }));
    assertThat(thrown).isInstanceOf(IllegalStateException.class);
    assertThat(RetryInfo.of(thrown).orElseThrow().reason()).isEqualTo("nested");
    assertThat(calls).hasValue(4);
  }

  @Test
  void layersMultiplyWhereTheOuterPolicySaysSo() {
    Rig multiplying = this.outer.with(PolicyKey.NESTED, Nested.MULTIPLY);
    assertThatThrownBy(() -> multiplying.retry().call(() -> inside(new IOException("broken"))))
        .isInstanceOf(IOException.class);
    assertThat(calls).hasValue(16);
    assertThat(multiplying.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void anInstanceThatIsSharedBetweenCallsIsNotTakenForOneThatAnInnerCallGaveUpOn() {
    IOException shared = new IOException("shared");
    assertThatThrownBy(() -> outer.retry().call(() -> inside(shared))).isSameAs(shared);
    Rig another = new Rig().with(PolicyKey.MAX_RETRIES, 3);
    assertThatThrownBy(() -> another.retry().call(Script.fails(shared))).isSameAs(shared);
    assertThat(another.calls(Outcome.EXHAUSTED)).isEqualTo(1);
    assertThat(another.time.sleeps()).hasSize(3);
  }

  @Test
  void aSharedInstanceCollapsesWhereTheInnerCallReallyGaveUpOnIt() {
    IOException shared = new IOException("shared");
    for (int i = 1; i <= 3; i++) {
      assertThatThrownBy(() -> outer.retry().call(() -> middle.retry().call(() -> inside(shared))))
          .isSameAs(shared);
      assertThat(calls).hasValue(4 * i);
    }
    assertThat(shared.getSuppressed()).hasSize(1);
  }

  @Test
  void soDoesOneThatTakesNoMarker() {
    class Bare extends RuntimeException {
      private static final long serialVersionUID = 1L;

      Bare() {
        super("bare", null, false, false);
      }
    }
    Bare bare = new Bare();
    assertThatThrownBy(() -> outer.retry().call(() -> middle.retry().call(() -> inside(bare))))
        .isSameAs(bare);
    assertThat(calls).hasValue(4);
  }

  @Test
  void theFailureOfAFallbackInsideIsNotRetriedEither() {
    CallSite site = inner.site(null);
    Attempts<Script> withFallback =
        new Attempts<>() {
          @Override
          public Object first(Script work) throws Exception {
            return work.call();
          }

          @Override
          public Object again(Script work) throws Exception {
            return work.call();
          }

          @Override
          public Answer fallback(Script work, Throwable failure) {
            return () -> {
              throw new IllegalStateException("no answer either");
            };
          }
        };
    Script work = Script.fails(new IOException("broken"));
    assertThatThrownBy(
            () ->
                outer
                    .retry()
                    .call(
                        () -> {
                          try {
                            return FirstAttempt.call(Hand.BLOCKING, site, withFallback, work);
                          } catch (Throwable failure) {
                            throw Sneaky.rethrow(failure);
                          }
                        }))
        .hasMessage("no answer either");
    assertThat(work.calls()).isEqualTo(4);
    assertThat(outer.calls(Outcome.NESTED)).isEqualTo(1);
  }

  @Test
  void aFailureOfAnotherCallBesideIsNoNestedOne() throws Exception {
    IOException first = new IOException("first");
    outer
        .retry()
        .call(
            () -> {
              assertThatThrownBy(() -> inside(first)).isSameAs(first);
              calls.set(0);
              // What the first call gave up on is only material for the second.
              assertThatThrownBy(
                      () ->
                          middle
                              .retry()
                              .call(
                                  () -> {
                                    calls.incrementAndGet();
                                    throw new IllegalStateException(first);
                                  }))
                  .hasCause(first);
              return "done";
            });
    assertThat(calls).hasValue(4);
    assertThat(middle.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void aTransactionThatIsLostInsideIsTriedAgainByTheCallThatBeginsIt() {
    inner.transactionLost = true;
    assertThatThrownBy(() -> outer.retry().call(() -> inside(new IOException("deadlock"))))
        .hasMessage("deadlock");
    assertThat(inner.calls(Outcome.TRANSACTION_ROLLED_BACK)).isEqualTo(4);
    assertThat(outer.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void anInnerCallThatSucceedsWithARetryIsNoReasonToStop() throws Exception {
    AtomicInteger outside = new AtomicInteger();
    String value =
        outer
            .retry()
            .call(
                () -> {
                  inner.retry().call(Script.fails(new IOException("broken")).thenReturns("inner"));
                  if (outside.incrementAndGet() < 3) {
                    throw new IOException("outside");
                  }
                  return "done";
                });
    assertThat(value).isEqualTo("done");
    assertThat(outer.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
  }

  private Object inside(Exception failure) throws Exception {
    return inner
        .retry()
        .call(
            () -> {
              calls.incrementAndGet();
              throw failure;
            });
  }
}
