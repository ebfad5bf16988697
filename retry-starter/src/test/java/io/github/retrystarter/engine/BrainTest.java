package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.backoff.Curve;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.TestPolicy;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BrainTest {

  private static final long MS = 1_000_000;

  private static final Failure RETRY = failure("io", Verdict.RETRY);
  private static final Failure FAIL = failure("programming", Verdict.FAIL);
  private static final Failure UNKNOWN = failure("unclassified", Verdict.UNKNOWN);
  private static final Failure ERROR = failure("error", Verdict.FAIL);
  private static final Failure INTERRUPTED = failure("interrupted", Verdict.FAIL);
  private static final Failure NOT_EXECUTED =
      new Failure("connection_refused", Verdict.RETRY, Executed.NO, null);
  private static final Failure REJECTED = new Failure("result", Verdict.RETRY, Executed.NO, null);

  /** After one attempt, at once. */
  private static final Story FIRST = Story.FIRST;

  private static final Object AFTER_100_MS = wait(100);

  static Stream<Arguments> decisions() {
    return Stream.of(
        // The verdict.
        row("a failure that heals is retried", policy(), FIRST, io(), RETRY, AFTER_100_MS),
        row(
            "a failure that does not heal is not",
            policy(),
            FIRST,
            new NullPointerException(),
            FAIL,
            stop(Outcome.PERMANENT)),
        row(
            "an unknown failure is retried by default",
            policy(),
            FIRST,
            new Exception(),
            UNKNOWN,
            AFTER_100_MS),
        row(
            "an unknown failure is not retried where the policy says so",
            policy().failUnclassified(),
            FIRST,
            new Exception(),
            UNKNOWN,
            stop(Outcome.PERMANENT)),
        row(
            "unclassified: fail leaves known failures alone",
            policy().failUnclassified(),
            FIRST,
            io(),
            RETRY,
            AFTER_100_MS),
        row("a rejected value is retried", policy(), FIRST, null, REJECTED, AFTER_100_MS),
        // Errors and interruptions.
        row(
            "an error is not retried",
            policy(),
            FIRST,
            new StackOverflowError(),
            ERROR,
            stop(Outcome.PERMANENT)),
        row(
            "an error is not retried even if a classifier wants it",
            policy(),
            FIRST,
            new StackOverflowError(),
            RETRY,
            stop(Outcome.PERMANENT)),
        row(
            "an error that is included is retried",
            policy().includes(StackOverflowError.class),
            FIRST,
            new StackOverflowError(),
            ERROR,
            AFTER_100_MS),
        row(
            "an error is included by its kind",
            policy().includes("error"),
            FIRST,
            new StackOverflowError(),
            ERROR,
            AFTER_100_MS),
        row(
            "an interruption is not retried",
            policy(),
            FIRST,
            new InterruptedException(),
            INTERRUPTED,
            stop(Outcome.INTERRUPTED)),
        row(
            "an interruption is not retried by a general type",
            policy().includes(Exception.class),
            FIRST,
            new InterruptedException(),
            INTERRUPTED,
            stop(Outcome.INTERRUPTED)),
        row(
            "an interruption that is included is retried",
            policy().includes(InterruptedException.class),
            FIRST,
            new InterruptedException(),
            INTERRUPTED,
            AFTER_100_MS),
        row(
            "a wrapped interruption is one",
            policy(),
            FIRST,
            new RuntimeException(new InterruptedException()),
            INTERRUPTED,
            stop(Outcome.INTERRUPTED)),
        // includes and excludes.
        row(
            "what is included is retried against the table",
            policy().includes(NullPointerException.class),
            FIRST,
            new NullPointerException(),
            FAIL,
            AFTER_100_MS),
        row(
            "where something is included nothing else is retried",
            policy().includes(SocketException.class),
            FIRST,
            io(),
            RETRY,
            stop(Outcome.PERMANENT)),
        row("a kind can be included", policy().includes("io"), FIRST, io(), RETRY, AFTER_100_MS),
        row(
            "what is excluded is not retried",
            policy().excludes(IOException.class),
            FIRST,
            io(),
            RETRY,
            stop(Outcome.PERMANENT)),
        row(
            "a kind can be excluded",
            policy().excludes("io"),
            FIRST,
            io(),
            RETRY,
            stop(Outcome.PERMANENT)),
        row(
            "a cause can be excluded",
            policy().excludes(IOException.class),
            FIRST,
            new RuntimeException(io()),
            RETRY,
            stop(Outcome.PERMANENT)),
        row(
            "excludes win over includes",
            policy().includes(SocketException.class).excludes(IOException.class),
            FIRST,
            new SocketException(),
            RETRY,
            stop(Outcome.PERMANENT)),
        row(
            "includes and excludes are of failures, not of rejected values",
            policy().includes(SocketException.class).excludes("result"),
            FIRST,
            null,
            REJECTED,
            AFTER_100_MS),
        // Idempotence.
        row(
            "work that may have been done is not done again where it must not be",
            policy().notIdempotent(),
            FIRST,
            io(),
            RETRY,
            stop(Outcome.NOT_IDEMPOTENT)),
        row(
            "work that was not done can be done again in any case",
            policy().notIdempotent(),
            FIRST,
            io(),
            NOT_EXECUTED,
            AFTER_100_MS),
        row(
            "includes do not make work idempotent",
            policy().notIdempotent().includes(IOException.class),
            FIRST,
            io(),
            RETRY,
            stop(Outcome.NOT_IDEMPOTENT)),
        // The number of retries.
        row("the last retry is made", policy(), after(3), io(), RETRY, AFTER_100_MS),
        row("then they are used up", policy(), after(4), io(), RETRY, stop(Outcome.EXHAUSTED)),
        row("so for rejected values", policy(), after(4), null, REJECTED, stop(Outcome.EXHAUSTED)),
        row(
            "with no retries there is none",
            policy().maxRetries(0),
            FIRST,
            io(),
            RETRY,
            stop(Outcome.EXHAUSTED)),
        row(
            "without a limit they are never used up",
            policy().maxRetries(-1).timeout(Duration.ofSeconds(5)),
            after(1_000_000),
            io(),
            RETRY,
            AFTER_100_MS),
        // Time.
        row(
            "a wait that ends inside the timeout begins",
            policy().timeout(Duration.ofSeconds(1)),
            elapsed(900 * MS - 1),
            io(),
            RETRY,
            AFTER_100_MS),
        row(
            "a wait that ends with the timeout does not",
            policy().timeout(Duration.ofSeconds(1)),
            elapsed(900 * MS),
            io(),
            RETRY,
            stop(Outcome.TIMEOUT)),
        row(
            "after the timeout nothing begins",
            policy().timeout(Duration.ofSeconds(1)),
            elapsed(Long.MAX_VALUE),
            io(),
            RETRY,
            stop(Outcome.TIMEOUT)),
        row(
            "after the timeout nothing begins without a wait either",
            policy().waits(TestPolicy.fixed(Duration.ZERO)).timeout(Duration.ofSeconds(1)),
            elapsed(1_000 * MS),
            io(),
            RETRY,
            stop(Outcome.TIMEOUT)),
        row(
            "without a timeout there is time",
            policy(),
            elapsed(Long.MAX_VALUE),
            io(),
            RETRY,
            AFTER_100_MS),
        row(
            "an attempt that was cut by the timeout is the last",
            policy(),
            FIRST.cut(),
            io(),
            RETRY,
            stop(Outcome.TIMEOUT)),
        row(
            "no wait begins in a closing application",
            policy(),
            FIRST.whileClosing(),
            io(),
            RETRY,
            stop(Outcome.SHUTDOWN)),
        row(
            "what fails after elements have gone out is not retried",
            policy(),
            FIRST.afterElements(),
            io(),
            RETRY,
            stop(Outcome.PERMANENT)),
        row(
            "what fails after elements have gone out is retried where the policy says so",
            policy().retriesAfterElements(),
            FIRST.afterElements(),
            io(),
            RETRY,
            AFTER_100_MS),
        row(
            "what does not heal is not retried after elements either",
            policy().retriesAfterElements(),
            FIRST.afterElements(),
            new NullPointerException(),
            FAIL,
            stop(Outcome.PERMANENT)),
        row(
            "elements that have gone out are no retries",
            policy().retriesAfterElements().maxRetries(1),
            after(2).afterElements(),
            io(),
            RETRY,
            stop(Outcome.EXHAUSTED)),
        row(
            "what a call inside has given up on is not retried",
            policy(),
            FIRST.insideGaveUp(),
            io(),
            RETRY,
            stop(Outcome.NESTED)),
        row(
            "unless the policy lets calls multiply",
            policy().multipliesNested(),
            FIRST.insideGaveUp(),
            io(),
            RETRY,
            AFTER_100_MS),
        row(
            "what is not retried anyway is no nested failure",
            policy().excludes(IOException.class),
            FIRST.insideGaveUp(),
            io(),
            RETRY,
            stop(Outcome.PERMANENT)),
        row(
            "a breaker that is open at the end of the wait ends the call at once",
            policy(),
            FIRST.breakerShutFor(100 * MS + 1),
            io(),
            RETRY,
            stop(Outcome.CIRCUIT_OPEN)),
        row(
            "one that is half-open by then does not",
            policy(),
            FIRST.breakerShutFor(100 * MS),
            io(),
            RETRY,
            AFTER_100_MS),
        row(
            "a call that awaits the circuit waits until it is half-open",
            policy().awaitsCircuit(),
            FIRST.breakerShutFor(5_000 * MS),
            io(),
            RETRY,
            wait(5_000)),
        row(
            "where its time allows",
            policy().awaitsCircuit().timeout(Duration.ofSeconds(5)),
            FIRST.breakerShutFor(5_000 * MS),
            io(),
            RETRY,
            stop(Outcome.CIRCUIT_OPEN)),
        row(
            "nobody waits for an operator",
            policy().awaitsCircuit(),
            FIRST.breakerShutFor(Long.MAX_VALUE),
            io(),
            RETRY,
            stop(Outcome.CIRCUIT_OPEN)),
        row(
            "an open circuit of a call inside is told as such",
            policy(),
            FIRST,
            io(),
            failure("circuit_open", Verdict.FAIL),
            stop(Outcome.CIRCUIT_OPEN)),
        // The server's wish.
        row(
            "a server's wish replaces the wait",
            policy(),
            FIRST,
            io(),
            wish(Duration.ofSeconds(7)),
            wait(7_000)),
        row(
            "a server's wish for no wait ends no wait",
            policy(),
            FIRST,
            io(),
            wish(Duration.ZERO),
            wait(100)),
        row(
            "the longest wish is granted",
            policy(),
            FIRST,
            io(),
            wish(Duration.ofMinutes(1)),
            wait(60_000)),
        row(
            "a longer one ends the call",
            policy(),
            FIRST,
            io(),
            wish(Duration.ofMinutes(1).plusNanos(1)),
            stop(Outcome.RETRY_AFTER)),
        row(
            "a wish beyond all measure ends the call",
            policy(),
            FIRST,
            io(),
            wish(Duration.ofSeconds(Long.MAX_VALUE)),
            stop(Outcome.RETRY_AFTER)),
        row(
            "a wish is ignored where the policy says so, however long",
            policy().ignoreRetryAfter(),
            FIRST,
            io(),
            wish(Duration.ofDays(1)),
            AFTER_100_MS),
        row(
            "a wish that does not end inside the timeout is a timeout",
            policy().timeout(Duration.ofSeconds(7)),
            FIRST,
            io(),
            wish(Duration.ofSeconds(7)),
            stop(Outcome.TIMEOUT)),
        row(
            "a wish that is too long in any case is told as such",
            policy().timeout(Duration.ofSeconds(7)),
            FIRST,
            io(),
            wish(Duration.ofDays(1)),
            stop(Outcome.RETRY_AFTER)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decisions")
  void decides(
      String why,
      TestPolicy policy,
      Story situation,
      @Nullable Throwable thrown,
      Failure failure,
      Object expected) {
    assertThat(told(decide(policy.build(), situation, thrown, failure, 0.5)))
        .as(why)
        .isEqualTo(expected);
  }

  /**
   * Everything that can end a call, strongest first: with all of them true the first one is told,
   * and with each taken away the next.
   */
  @Test
  void ofSeveralReasonsTheStrongestIsTold() {
    List<Outcome> told = new ArrayList<>();
    for (int without = 0; without <= 10; without++) {
      TestPolicy policy = policy().timeout(Duration.ofSeconds(1));
      if (without <= 1) {
        policy.excludes(IOException.class);
      }
      if (without <= 4) {
        policy.notIdempotent();
      }
      Story story = Story.elapsed(without <= 8 ? 1_000 * MS : 0);
      story =
          new Story(
              story.elapsed(),
              after(without <= 5 ? 4 : 3).lanes(),
              false,
              false,
              false,
              0,
              false,
              false);
      story = without == 0 ? story.cut() : story;
      story = without <= 2 ? story.insideGaveUp() : story;
      story = without <= 3 ? story.transactionLost() : story;
      story = without <= 6 ? story.whileClosing() : story;
      story = without <= 9 ? story.breakerShutFor(1_000 * MS) : story;
      Failure failure = without <= 7 ? wish(Duration.ofDays(1)) : RETRY;
      Decision decision = decide(policy.build(), story, io(), failure, 0.5);
      if (decision instanceof Decision.Stop stop) {
        told.add(stop.outcome());
      } else {
        assertThat(without).isEqualTo(10);
      }
    }
    assertThat(told)
        .containsExactly(
            Outcome.TIMEOUT,
            Outcome.PERMANENT,
            // Inside, the time was over too.
            Outcome.TIMEOUT,
            Outcome.TRANSACTION_ROLLED_BACK,
            Outcome.NOT_IDEMPOTENT,
            Outcome.EXHAUSTED,
            Outcome.SHUTDOWN,
            Outcome.RETRY_AFTER,
            Outcome.TIMEOUT,
            Outcome.CIRCUIT_OPEN);
  }

  @Test
  void theWaitIsMadeOfTheRetrysNumberThePreviousWaitAndTheRandomNumber() {
    Waits full =
        new Waits.Computed(
            new Curve.Exponential(100 * MS, 2), Jitter.FULL, 0.5, 100 * MS, 1_000 * MS);
    assertThat(told(decide(policy().waits(full).build(), after(3), io(), RETRY, 0.25)))
        .isEqualTo(wait(100));
    Waits decorrelated =
        new Waits.Computed(
            new Curve.Fixed(100 * MS), Jitter.DECORRELATED, 0.5, 100 * MS, 1_000 * MS);
    Lanes once = Lanes.NONE.after(Lanes.UNCLAIMED, 200 * MS);
    Story second = Story.of(once);
    assertThat(told(decide(policy().waits(decorrelated).build(), second, io(), RETRY, 0.5)))
        .isEqualTo(wait(350));
  }

  private static Decision decide(
      Policy policy, Story story, @Nullable Throwable thrown, Failure failure, double random) {
    return Brain.decide(policy, story.under(policy), thrown, failure, random);
  }

  private static IOException io() {
    return new IOException();
  }

  private static TestPolicy policy() {
    return new TestPolicy();
  }

  private static Story after(int attempts) {
    return Story.of(new Lanes(Lanes.UNCLAIMED, attempts - 1, 0, null));
  }

  private static Story elapsed(long nanos) {
    return Story.elapsed(nanos);
  }

  private static Failure failure(String kind, Verdict verdict) {
    return new Failure(kind, verdict, Executed.MAYBE, null);
  }

  private static Failure wish(Duration retryAfter) {
    return new Failure("io", Verdict.RETRY, Executed.MAYBE, retryAfter);
  }

  private static Object stop(Outcome outcome) {
    return outcome;
  }

  private static Object wait(int millis) {
    return Duration.ofMillis(millis);
  }

  /** The wait, or the outcome. */
  private static Object told(Decision decision) {
    return decision instanceof Decision.Retry retry
        ? Duration.ofNanos(retry.nanos())
        : ((Decision.Stop) decision).outcome();
  }

  private static Arguments row(
      String why,
      TestPolicy policy,
      Story situation,
      @Nullable Throwable thrown,
      Failure failure,
      Object expected) {
    return arguments(why, policy, situation, thrown, failure, expected);
  }
}
