package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.backoff.Curve;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.failure.FailureMatcher;
import io.github.retrystarter.policy.Pace;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.TestPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's wish to wait: never less, and a bit more, so that its clients don't come at once. */
class PushbackWaitsTest {

  private static final long MS = 1_000_000;
  private static final double ALMOST_ONE = Math.nextDown(1.0);

  @ParameterizedTest
  @CsvSource({
    // A fifth of the wish is more than the first delay of 100 ms …
    "10000, 0, 10000",
    "10000, 0.5, 11000",
    "10000, 0.25, 10500",
    // … or less.
    "200, 0.5, 250",
    "500, 0.5, 550",
    "0, 0.5, 50"
  })
  void theJitterGoesUpwardByAFifthOfTheWishOrTheFirstDelay(long wish, double random, long wait) {
    assertThat(millis(decide(jittered(), wish, random))).isEqualTo(wait);
  }

  @ParameterizedTest
  @EnumSource(value = Jitter.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyJitterSpreadsAWishAlike(Jitter jitter) {
    TestPolicy policy = new TestPolicy().waits(waits(jitter));
    assertThat(millis(decide(policy, 10_000, 0.5))).isEqualTo(11_000);
  }

  @Test
  void withoutJitterTheWishIsGrantedToTheNanosecond() {
    TestPolicy policy = new TestPolicy().waits(waits(Jitter.NONE));
    assertThat(millis(decide(policy, 10_000, 0.9))).isEqualTo(10_000);
  }

  @Test
  void aBeansOwnBackoffIsSpreadByAFifth() {
    Waits custom = new Waits.Custom((retry, random) -> Duration.ofSeconds(1), 10_000 * MS);
    TestPolicy policy = new TestPolicy().waits(custom);
    assertThat(millis(decide(policy, 10_000, 0.5))).isEqualTo(11_000);
    assertThat(millis(decide(policy, 10, 0.5))).isEqualTo(11);
  }

  @Test
  void theSumIsHeldAtMaxRetryAfter() {
    TestPolicy policy = jittered().maxRetryAfter(Duration.ofSeconds(11));
    assertThat(millis(decide(policy, 10_000, 0.5))).isEqualTo(10_500);
    assertThat(decide(policy, 10_000, ALMOST_ONE)).isLessThanOrEqualTo(11_000 * MS);
    assertThat(millis(decide(policy, 11_000, 0.9))).isEqualTo(11_000);
    assertThat(stop(policy, 11_001)).isEqualTo(Outcome.RETRY_AFTER);
  }

  @Test
  void theSpreadShrinksWhereTheDeadlineIsNear() {
    TestPolicy policy = jittered().timeout(Duration.ofSeconds(11));
    // Of the 2 s there is 1 s left, less a nanosecond.
    assertThat(decide(policy, 10_000, 0.5)).isEqualTo(10_500 * MS - 1);
    assertThat(decide(policy, 10_000, ALMOST_ONE)).isLessThan(11_000 * MS);
    assertThat(stop(policy, 11_000)).isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void aWishThatJustFitsIsGranted() {
    Policy policy = jittered().timeout(Duration.ofSeconds(11)).build();
    Failure failure = wish(Duration.ofSeconds(11).minusNanos(1));
    Decision decision =
        Brain.decide(policy, situation(policy, Lanes.NONE), thrown(), failure, ALMOST_ONE);
    assertThat(((Decision.Retry) decision).nanos()).isEqualTo(11_000 * MS - 1);
  }

  @Test
  void aRuleHasAWordOfItsOwn() {
    FailureMatcher io = new FailureMatcher(List.of(), Set.of("io"));
    Waits none = waits(Jitter.NONE);
    TestPolicy ignoring = jittered().rule(io, new Pace(3, none, false, 1));
    assertThat(millis(decide(ignoring, 10_000, 0.5))).isEqualTo(100);
    TestPolicy shorter = jittered().rule(io, new Pace(3, none, true, 5_000 * MS));
    assertThat(millis(decide(shorter, 5_000, 0.5))).isEqualTo(5_000);
    assertThat(stop(shorter, 5_001)).isEqualTo(Outcome.RETRY_AFTER);
  }

  /**
   * Decorrelated jitter would wait up to 3 · 30 s next: a curve that the server never asked for.
   */
  @Test
  void aWishIsNoStepOfTheDecorrelatedCurve() {
    Policy policy = new TestPolicy().maxRetries(9).waits(waits(Jitter.DECORRELATED)).build();
    Decision.Retry first = retry(policy, Lanes.NONE, null);
    Decision.Retry wished = retry(policy, first.lanes(), Duration.ofSeconds(30));
    Decision.Retry next = retry(policy, wished.lanes(), null);
    assertThat(List.of(first.nanos(), wished.nanos(), next.nanos()))
        .containsExactly(200 * MS, 33_000 * MS, 350 * MS);
  }

  @Test
  void wishesBeforeTheFirstComputedWaitDoNotEndItsSpreading() {
    Policy policy = new TestPolicy().maxRetries(9).waits(waits(Jitter.DECORRELATED)).build();
    Decision.Retry wished = retry(policy, Lanes.NONE, Duration.ofSeconds(30));
    assertThat(retry(policy, wished.lanes(), null).nanos()).isEqualTo(200 * MS);
  }

  /** It is a retry like any other: the exponential curve has gone on by one. */
  @Test
  void aWishCountsAsARetry() {
    Waits doubling =
        new Waits.Computed(
            new Curve.Exponential(100 * MS, 2), Jitter.NONE, 0.5, 100 * MS, 10_000 * MS);
    Policy policy = new TestPolicy().maxRetries(2).waits(doubling).build();
    Decision.Retry wished = retry(policy, Lanes.NONE, Duration.ofSeconds(30));
    Decision.Retry next = retry(policy, wished.lanes(), null);
    assertThat(next.nanos()).isEqualTo(200 * MS);
    assertThat(Brain.decide(policy, situation(policy, next.lanes()), thrown(), wish(null), 0.5))
        .isEqualTo(new Decision.Stop(Outcome.EXHAUSTED));
  }

  @Property
  void aWaitIsNeverBelowTheWishAndNeverAboveWhatIsAllowed(
      @ForAll @LongRange(min = 0) long wish,
      @ForAll @LongRange(min = 1) long longest,
      @ForAll @LongRange(min = 1) long timeout,
      @ForAll @LongRange(min = 0) long elapsed,
      @ForAll @LongRange(min = 0) long first,
      @ForAll Jitter jitter,
      @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
    // Shorter ones do not shorten the computed wait: see below.
    Assume.that(wish >= Math.max(1, first));
    Waits waits = new Waits.Computed(new Curve.Fixed(first), jitter, 0.5, first, Long.MAX_VALUE);
    Policy policy =
        new TestPolicy()
            .waits(waits)
            .maxRetryAfter(Duration.ofNanos(longest))
            .timeout(Duration.ofNanos(timeout))
            .build();
    Brain.Situation situation = Story.elapsed(elapsed).under(policy);
    Failure failure = wish(Duration.ofNanos(wish));
    Decision decision = Brain.decide(policy, situation, thrown(), failure, random);
    if (wish > longest) {
      assertThat(decision).isEqualTo(new Decision.Stop(Outcome.RETRY_AFTER));
    } else if (timeout != Policy.NONE && wish >= timeout - elapsed) {
      assertThat(decision).isEqualTo(new Decision.Stop(Outcome.TIMEOUT));
    } else {
      long wait = ((Decision.Retry) decision).nanos();
      assertThat(wait).isBetween(wish, longest);
      assertThat(timeout == Policy.NONE || wait < timeout - elapsed).isTrue();
    }
  }

  /** Nor a date that is over: a server in trouble must not be called in a loop without a pause. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 99})
  void aWishBelowTheDelayDoesNotShortenTheComputedWaits(long wish) {
    Curve doubling = new Curve.Exponential(100 * MS, 2);
    Policy policy =
        new TestPolicy()
            .waits(new Waits.Computed(doubling, Jitter.NONE, 0.5, 100 * MS, 10_000 * MS))
            .build();
    List<Long> waits = new ArrayList<>();
    Lanes lanes = Lanes.NONE;
    for (int i = 0; i < 3; i++) {
      Decision.Retry retry = retry(policy, lanes, Duration.ofMillis(wish));
      waits.add(millis(retry.nanos()));
      lanes = retry.lanes();
    }
    assertThat(waits).containsExactly(100L, 200L, 400L);
  }

  @Test
  void aWishOfTheDelayOrMoreReplacesTheComputedWaits() {
    Policy policy = new TestPolicy().waits(waits(Jitter.NONE)).build();
    assertThat(millis(retry(policy, Lanes.NONE, Duration.ofMillis(100)).nanos())).isEqualTo(100);
    assertThat(millis(retry(policy, Lanes.NONE, Duration.ofMillis(150)).nanos())).isEqualTo(150);
  }

  /** 100 ms, up to 10 s. */
  private static Waits waits(Jitter jitter) {
    return new Waits.Computed(new Curve.Fixed(100 * MS), jitter, 0.5, 100 * MS, 10_000 * MS);
  }

  private static TestPolicy jittered() {
    return new TestPolicy().waits(waits(Jitter.FULL));
  }

  private static long decide(TestPolicy policy, long wishMillis, double random) {
    Failure failure = wish(Duration.ofMillis(wishMillis));
    return ((Decision.Retry)
            Brain.decide(
                policy.build(), situation(policy.build(), Lanes.NONE), thrown(), failure, random))
        .nanos();
  }

  private static Outcome stop(TestPolicy policy, long wishMillis) {
    Failure failure = wish(Duration.ofMillis(wishMillis));
    return ((Decision.Stop)
            Brain.decide(
                policy.build(), situation(policy.build(), Lanes.NONE), thrown(), failure, 0))
        .outcome();
  }

  private static Decision.Retry retry(Policy policy, Lanes lanes, @Nullable Duration wish) {
    return (Decision.Retry)
        Brain.decide(policy, situation(policy, lanes), thrown(), wish(wish), 0.5);
  }

  private static Brain.Situation situation(Policy policy, Lanes lanes) {
    return Story.of(lanes).under(policy);
  }

  private static IOException thrown() {
    return new IOException();
  }

  private static Failure wish(@Nullable Duration retryAfter) {
    return new Failure("io", Verdict.RETRY, Executed.MAYBE, retryAfter);
  }

  private static long millis(long nanos) {
    assertThat(nanos % MS).isZero();
    return nanos / MS;
  }
}
