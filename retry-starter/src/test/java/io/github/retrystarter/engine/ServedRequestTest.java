package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryContext.Inbound;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.Nested;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are made while a request is served. */
class ServedRequestTest {

  private final Rig rig = new Rig().with(PolicyKey.MAX_RETRIES, 5);
  private final Rig other = new Rig().on(rig.time).with(PolicyKey.MAX_RETRIES, 1);
  private final Deque<Object> entered = new ArrayDeque<>();

  @AfterEach
  void leave() {
    entered.forEach(CallScope::leave);
    assertThat(CallScope.current()).isNull();
  }

  @Test
  void theCallersTimeEndsACallAsItsOwnWould() {
    request(Duration.ofMillis(2500));

    assertThatThrownBy(() -> rig.retry().call(Script.fails(new IOException("down"))))
        .hasMessage("down");

    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(1));
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void anAttemptThatIsCutByItTellsWhoseTimeItWas() {
    request(Duration.ofMillis(2500));

    assertThatThrownBy(
            () ->
                rig.retry()
                    .call(
                        () -> {
                          rig.time.advance(Duration.ofSeconds(3));
                          throw new IOException("interrupted");
                        }))
        .isInstanceOf(AttemptTimeoutException.class)
        .hasMessage(
            "attempt 1 of Test.call was cut: the time of PT2.5S that the caller of this service had"
                + " left is over");
    assertThat(Thread.interrupted()).isFalse();
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void aCallThatComesTooLateIsNotMade() {
    request(Duration.ofMillis(100));
    rig.time.advance(Duration.ofMillis(101));

    assertThatThrownBy(() -> rig.retry().call(() -> "never"))
        .isInstanceOf(AttemptTimeoutException.class)
        .hasMessage(
            "Test.call was not called: the time of PT0.1S that the caller of this service had left"
                + " is over");
  }

  @Test
  void aShorterTimeoutOfTheCallStays() {
    rig.with(PolicyKey.TIMEOUT, Duration.ofMillis(500));
    request(Duration.ofDays(11));

    assertThatThrownBy(() -> rig.retry().call(Script.fails(new IOException("down"))))
        .hasMessage("down");

    assertThat(rig.time.sleeps()).isEmpty();
  }

  @Test
  void itBoundsCallsInsideCalls() throws Exception {
    request(Duration.ofMillis(2500));

    Duration left =
        rig.retry()
            .call(
                () ->
                    other
                        .retry()
                        .call(
                            () -> RetryContext.current().orElseThrow().remaining().orElseThrow()));

    assertThat(left).isEqualTo(Duration.ofMillis(2500));
  }

  @Test
  void afterTheRequestCallsAreFreeOfIt() throws Exception {
    CallScope.leave(CallScope.enter(new ServedRequest(rig.time, told(Duration.ofMillis(10)))));
    rig.time.advance(Duration.ofMillis(20));

    assertThat(rig.retry().call(() -> "done")).isEqualTo("done");
    assertThat(RetryContext.inbound()).isEmpty();
  }

  @Test
  void whatTheCallerToldIsSeenOutsideOfCallsAndInside() throws Exception {
    request(Duration.ofMillis(2500));
    rig.time.advance(Duration.ofMillis(400));
    Inbound expected = new Inbound(2, 3, "io", Duration.ofMillis(2100));

    assertThat(RetryContext.inbound()).contains(expected);
    assertThat(rig.retry().call(RetryContext::inbound)).contains(expected);
    assertThat(rig.retry().call(() -> other.retry().call(RetryContext::inbound)))
        .contains(expected);
    assertThat(RetryContext.current()).isEmpty();
  }

  @Test
  void theTimeLeftIsNeverNegative() {
    request(Duration.ofMillis(10));
    rig.time.advance(Duration.ofSeconds(1));

    assertThat(RetryContext.inbound().orElseThrow().remaining()).isEqualTo(Duration.ZERO);
    assertThat(CallScope.onward().remaining()).isEqualTo(Duration.ZERO);
  }

  @Test
  void aRequestThatToldNothingIsNotSeen() {
    enter(new ServedRequest(rig.time, null));

    assertThat(RetryContext.inbound()).isEmpty();
    assertThat(CallScope.onward()).isEqualTo(Onward.NOTHING);
  }

  @Test
  void aCallThatIsExhaustedTellsTheRequest() {
    ServedRequest request = enter(new ServedRequest(rig.time, null));

    fail(other.retry(), new IOException("down"));

    assertThat(request.gaveUp()).isTrue();
  }

  @Test
  void aFailureThatCannotHealDoesNot() {
    ServedRequest request = enter(new ServedRequest(rig.time, null));

    fail(rig.retry(), new IllegalArgumentException("a bug"));

    assertThat(rig.calls(Outcome.PERMANENT)).isEqualTo(1);
    assertThat(request.gaveUp()).isFalse();
  }

  @Test
  void anOuterCallThatSucceedsHasDealtWithIt() throws Exception {
    ServedRequest request = enter(new ServedRequest(rig.time, null));
    rig.with(PolicyKey.NESTED, Nested.MULTIPLY);
    int[] attempts = {0};

    rig.retry()
        .call(
            () ->
                ++attempts[0] == 1
                    ? other.retry().call(Script.fails(new IOException("down")))
                    : "done");

    assertThat(other.calls(Outcome.EXHAUSTED)).isEqualTo(1);
    assertThat(request.gaveUp()).isFalse();
  }

  @Test
  void anOuterCallThatEndsForAnotherReasonHasNotMadeItGoAway() {
    ServedRequest request = enter(new ServedRequest(rig.time, null));

    assertThatThrownBy(
            () ->
                rig.retry()
                    .call(
                        () -> {
                          fail(other.retry(), new IOException("down"));
                          throw new IllegalArgumentException("a bug");
                        }))
        .hasMessage("a bug");

    assertThat(rig.calls(Outcome.PERMANENT)).isEqualTo(1);
    assertThat(request.gaveUp()).isTrue();
  }

  @Test
  void whatBecameOfAnEarlierAttemptIsNoConcernOfTheLast() {
    ServedRequest request = enter(new ServedRequest(rig.time, null));
    rig.with(PolicyKey.NESTED, Nested.MULTIPLY);
    int[] attempts = {0};

    assertThatThrownBy(
            () ->
                rig.retry()
                    .call(
                        () -> {
                          if (++attempts[0] == 1) {
                            other.retry().call(Script.fails(new IOException("down")));
                          }
                          throw new IllegalArgumentException("a bug");
                        }))
        .hasMessage("a bug");

    assertThat(request.gaveUp()).isFalse();
  }

  @Test
  void aSucceedingCallTellsNothing() throws Exception {
    ServedRequest request = enter(new ServedRequest(rig.time, null));

    rig.retry().call(() -> "done");

    assertThat(request.gaveUp()).isFalse();
  }

  @Test
  void callsOfALaterAttemptTellItOnwardAndThoseOfTheFallbackDoNot() throws Throwable {
    List<Onward> told = new ArrayList<>();

    FirstAttempt.call(
        Hand.BLOCKING,
        rig.site(null),
        new Attempts<String>() {
          @Override
          public @Nullable Object first(String subject) throws IOException {
            told.add(CallScope.onward());
            throw new IOException("down");
          }

          @Override
          public @Nullable Object again(String subject) {
            told.add(CallScope.onward());
            throw new IllegalArgumentException("a bug");
          }

          @Override
          public Answer fallback(String subject, Throwable failure) {
            return () -> {
              told.add(CallScope.onward());
              return "instead";
            };
          }
        },
        "subject");

    assertThat(told).containsExactly(Onward.NOTHING, new Onward(2, 5, "io", null), Onward.NOTHING);
  }

  private void request(Duration left) {
    enter(new ServedRequest(rig.time, told(left)));
  }

  private ServedRequest enter(ServedRequest request) {
    entered.push(CallScope.enter(request));
    return request;
  }

  private static Inbound told(Duration left) {
    return new Inbound(2, 3, "io", left);
  }

  private static void fail(Retry retry, Exception failure) {
    assertThatThrownBy(() -> retry.call(Script.fails(failure))).isSameAs(failure);
  }
}
