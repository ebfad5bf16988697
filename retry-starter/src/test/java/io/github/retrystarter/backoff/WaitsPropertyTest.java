package io.github.retrystarter.backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;

/** What holds for every curve, with every jitter, at every retry. */
class WaitsPropertyTest {

  /** The largest number that a random source returns. */
  private static final double ALMOST_ONE = Math.nextDown(1.0);

  @Property(tries = 1_000)
  void aWaitIsNeverNegativeAndNeverAboveTheCap(
      @ForAll("waits") Waits.Computed waits,
      @ForAll("retries") int n,
      @ForAll @LongRange(min = 0) long previous,
      @ForAll("typical") long typical,
      @ForAll("randoms") double random) {
    assertThat(waits.nanos(n, previous, typical, random)).isBetween(0L, waits.cap());
  }

  @Property
  void noWaitIsLongerThanTheLongest(
      @ForAll("waits") Waits.Computed waits,
      @ForAll("retries") int n,
      @ForAll @LongRange(min = 0) long previous,
      @ForAll("typical") long typical,
      @ForAll("randoms") double random) {
    assertThat(waits.longest(n, previous)).isBetween(0L, waits.cap());
    assertThat(waits.nanos(n, previous, typical, random))
        .isLessThanOrEqualTo(waits.longest(n, previous));
  }

  @Property
  void theLargestRandomNumberAndTheSlowestAttemptsComeNearTheLongestWait(
      @ForAll("waits") Waits.Computed waits,
      @ForAll("retries") int n,
      @ForAll @LongRange(min = 0) long previous) {
    long longest = waits.longest(n, previous);
    long wait = waits.nanos(n, previous, Long.MAX_VALUE, ALMOST_ONE);
    if (longest > 1_000) {
      assertThat(wait).isCloseTo(longest, withinPercentage(0.1));
    } else {
      assertThat(wait).isBetween(Math.max(0, longest - 1), longest);
    }
  }

  @Property
  void aLargerRandomNumberNeverMakesAShorterWait(
      @ForAll("waits") Waits.Computed waits,
      @ForAll("retries") int n,
      @ForAll @LongRange(min = 0) long previous,
      @ForAll("typical") long typical,
      @ForAll("randoms") double one,
      @ForAll("randoms") double other) {
    assertThat(waits.nanos(n, previous, typical, Math.min(one, other)))
        .isLessThanOrEqualTo(waits.nanos(n, previous, typical, Math.max(one, other)));
  }

  @Property
  void aGrowingCurveNeverShrinks(
      @ForAll("growing") Curve curve, @ForAll("retries") int n, @ForAll("typical") long typical) {
    assertThat(curve.nanos(Math.max(1, n - 1), typical))
        .isLessThanOrEqualTo(curve.nanos(n, typical));
  }

  @Property
  void anAdaptiveWaitWithoutJitterIsNeverBelowTheDelayNorAboveTheCap(
      @ForAll("spans") long one,
      @ForAll("spans") long other,
      @ForAll("multipliers") double multiplier,
      @ForAll("retries") int n,
      @ForAll("typical") long typical) {
    long delay = Math.min(one, other);
    long cap = Math.max(one, other);
    Waits waits =
        new Waits.Computed(new Curve.Adaptive(delay, multiplier), Jitter.NONE, 0.5, delay, cap);
    // Beyond 2^53 ns a double is exact to a part in 2^53 only.
    assertThat(waits.nanos(n, 0, typical, 0)).isBetween(delay - (delay >> 53), cap);
  }

  @Property
  void slowerAttemptsNeverMakeAShorterWait(
      @ForAll("waits") Waits.Computed waits,
      @ForAll("retries") int n,
      @ForAll("typical") long one,
      @ForAll("typical") long other) {
    assertThat(waits.nanos(n, 0, Math.min(one, other), ALMOST_ONE))
        .isLessThanOrEqualTo(waits.nanos(n, 0, Math.max(one, other), ALMOST_ONE));
  }

  @Property
  void aDelayOfZeroIsNoWaitAtAll(
      @ForAll Jitter jitter,
      @ForAll("factors") double factor,
      @ForAll("multipliers") double multiplier,
      @ForAll @LongRange(min = 0) long cap,
      @ForAll("retries") int n,
      @ForAll("randoms") double random) {
    for (Curve curve :
        List.of(
            new Curve.Fixed(0),
            new Curve.Linear(0, 0),
            new Curve.Exponential(0, multiplier),
            new Curve.Adaptive(0, multiplier),
            new Curve.Fibonacci(0),
            new Curve.Steps(List.of(0L)))) {
      Waits waits = new Waits.Computed(curve, jitter, factor, 0, cap);
      assertThat(waits.nanos(n, 0, 0, random)).isZero();
      if (!waits.adaptive()) {
        assertThat(waits.longest(n, 0)).isZero();
      }
    }
  }

  @Property
  void aCapOfZeroIsNoWaitAtAll(
      @ForAll("growing") Curve curve,
      @ForAll Jitter jitter,
      @ForAll("factors") double factor,
      @ForAll("retries") int n,
      @ForAll("randoms") double random) {
    assertThat(new Waits.Computed(curve, jitter, factor, 0, 0).nanos(n, 0, 0, random)).isZero();
  }

  @Property
  void aBeansOwnDelayIsCappedAndANegativeOneCountsAsZero(
      @ForAll @LongRange(min = Long.MIN_VALUE / 1_000_000_000) long seconds,
      @ForAll @LongRange(min = 0) long cap) {
    Waits waits = new Waits.Custom((retry, random) -> Duration.ofSeconds(seconds), cap);
    assertThat(waits.nanos(1, 0, 0, 0.5)).isBetween(0L, cap);
    assertThat(waits.longest(1, 0)).isEqualTo(cap);
  }

  /** With the delay below the cap, as the start-up check guarantees; any curve above it. */
  @Provide
  Arbitrary<Waits.Computed> waits() {
    return Combinators.combine(
            growing(), Arbitraries.of(Jitter.values()), factors(), spans(), spans())
        .as(
            (curve, jitter, factor, one, other) ->
                new Waits.Computed(
                    curve, jitter, factor, Math.min(one, other), Math.max(one, other)));
  }

  @Provide
  Arbitrary<Curve> growing() {
    return Arbitraries.oneOf(
        spans().map(Curve.Fixed::new),
        Combinators.combine(spans(), spans()).as(Curve.Linear::new),
        Combinators.combine(spans(), multipliers()).as(Curve.Exponential::new),
        Combinators.combine(spans(), multipliers()).as(Curve.Adaptive::new),
        spans().map(Curve.Fibonacci::new),
        spans().list().ofMinSize(1).ofMaxSize(5).map(WaitsPropertyTest::ascending));
  }

  @Provide
  Arbitrary<Integer> retries() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 200), Arbitraries.of(10_000, Integer.MAX_VALUE));
  }

  @Provide
  Arbitrary<Double> randoms() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.doubles().between(0, true, 1, false).ofScale(16)),
        Tuple.of(1, Arbitraries.of(0.0, Double.MIN_VALUE, 0.5, ALMOST_ONE)));
  }

  @Provide
  Arbitrary<Double> factors() {
    return Arbitraries.doubles().between(0, 1);
  }

  @Provide
  Arbitrary<Double> multipliers() {
    return Arbitraries.oneOf(
        Arbitraries.doubles().between(1, 10),
        Arbitraries.of(1.0, 2.0, 1e9, 1e300, Double.MAX_VALUE));
  }

  /** Known or not. */
  @Provide
  Arbitrary<Long> typical() {
    return Arbitraries.frequencyOf(Tuple.of(3, spans()), Tuple.of(1, Arbitraries.just(0L)));
  }

  /** From nothing to 292 years, everyday ones among them. */
  @Provide
  Arbitrary<Long> spans() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, Long.MAX_VALUE),
        Arbitraries.longs().between(0, 60_000).map(millis -> millis * 1_000_000),
        Arbitraries.longs().between(0, 100),
        Arbitraries.of(Long.MAX_VALUE, Long.MAX_VALUE - 1));
  }

  private static Curve ascending(List<Long> delays) {
    return new Curve.Steps(delays.stream().sorted().toList());
  }
}
