package io.github.retrystarter.breaker;

import static io.github.retrystarter.breaker.BreakerRig.calls;
import static io.github.retrystarter.breaker.BreakerRig.end;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.breaker.BreakerSettings.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakerTest {

  private static final Duration OPEN = Duration.ofSeconds(30);

  private final BreakerRig rig = new BreakerRig();

  @ParameterizedTest
  @CsvSource({
    "FFF, closed", // below the minimum
    "FFFF, open",
    "SSFF, open", // at the threshold
    "SSSF, closed",
    "SSSFFF, open",
    "SFFS, open", // the rate counts, whatever came last
    "--------FFF, closed", // what tells nothing does not count as a call
    "FF--FF, open",
    "SSSSSSSSSSFFFF, closed", // 4 of the last 10
    "SSSSSSSSSSFFFFF, open" // 5 of the last 10
  })
  void itTripsAtTheFailureRateOfTheLastCalls(String results, String state) {
    Breaker breaker = rig.breaker();
    calls(breaker, results);
    assertThat(breaker.state()).isEqualTo(state);
  }

  @Test
  void anOpenBreakerRejectsAndCounts() {
    Breaker breaker = rig.breaker();
    assertThat(calls(breaker, "SFFFSS")).isEqualTo("SFFFxx");
    assertThat(breaker.counts().rejections()).isEqualTo(2);
    assertThat(breaker.counts().failures()).isEqualTo(3);
    assertThat(breaker.counts().successes()).isEqualTo(1);
    assertThat(rig.changes).containsExactly("closed → open");
  }

  @Test
  void itTripsAtFailuresInARowWhateverTheRate() {
    rig.consecutiveFailures = 3;
    rig.minimumCalls = 10;
    Breaker breaker = rig.breaker();
    calls(breaker, "SSSSSFFSFF-");
    assertThat(breaker.state()).isEqualTo("closed");
    calls(breaker, "F");
    assertThat(breaker.state()).isEqualTo("open");
  }

  @Test
  void itTripsAtTheRateOfSlowCalls() {
    rig.slowCall = Duration.ofSeconds(1).toNanos();
    rig.slowRate = 50;
    Breaker breaker = rig.breaker();
    for (int i = 0; i < 4; i++) {
      assertThat(breaker.state()).isEqualTo("closed");
      Object permit = Objects.requireNonNull(breaker.enter());
      breaker.leave(permit, false, Duration.ofSeconds(i % 2 == 0 ? 2 : 1).toNanos());
    }
    assertThat(breaker.state()).isEqualTo("open");
    assertThat(breaker.counts().slowCalls()).isEqualTo(2);
    assertThat(breaker.counts().successes()).isEqualTo(4);
  }

  @Test
  void itIsHalfOpenByTheClockWithoutACall() {
    Breaker breaker = rig.breaker();
    calls(breaker, "FFFF");
    rig.pass(OPEN.minusNanos(1));
    assertThat(breaker.state()).isEqualTo("open");
    assertThat(breaker.untilTry()).isEqualTo(1);
    rig.pass(Duration.ofNanos(1));
    assertThat(breaker.state()).isEqualTo("half_open");
    assertThat(breaker.untilTry()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "SSS, closed",
    "SSF, closed",
    "SFF, open",
    "FFF, open",
    "FF, half_open",
    "F-F, half_open"
  })
  void whenAllHalfOpenCallsHaveEndedTheirRateDecides(String results, String state) {
    Breaker breaker = halfOpen();
    calls(breaker, results);
    assertThat(breaker.state()).isEqualTo(state);
  }

  @Test
  void noMoreCallsAreInFlightThanAreLetThrough() {
    Breaker breaker = halfOpen();
    List<Object> permits = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      permits.add(Objects.requireNonNull(breaker.enter()));
    }
    assertThat(breaker.enter()).isNull();
    end(breaker, permits.get(0), 'S');
    // Its place is used: it has told what it had to tell.
    assertThat(breaker.enter()).isNull();
    end(breaker, permits.get(1), '-');
    Object again = Objects.requireNonNull(breaker.enter());
    assertThat(breaker.enter()).isNull();
    end(breaker, permits.get(2), 'S');
    assertThat(breaker.state()).isEqualTo("half_open");
    end(breaker, again, 'S');
    assertThat(breaker.state()).isEqualTo("closed");
  }

  @Test
  void aLateResultOfAnEarlierEraChangesNothing() {
    Breaker breaker = rig.breaker();
    List<Object> late = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      late.add(Objects.requireNonNull(breaker.enter()));
    }
    calls(breaker, "FFFF");
    rig.pass(OPEN);
    assertThat(breaker.state()).isEqualTo("half_open");
    late.subList(0, 10).forEach(permit -> end(breaker, permit, 'S'));
    assertThat(breaker.state()).isEqualTo("half_open");
    assertThat(breaker.reading().calls()).isZero();
    calls(breaker, "SSS");
    late.subList(10, 20).forEach(permit -> end(breaker, permit, 'F'));
    assertThat(breaker.state()).isEqualTo("closed");
    assertThat(breaker.reading().calls()).isZero();
  }

  @Test
  void aClosedBreakerBeginsWithAnEmptyWindow() {
    Breaker breaker = halfOpen();
    calls(breaker, "SSSFFF");
    assertThat(breaker.state()).isEqualTo("closed");
    calls(breaker, "F");
    assertThat(breaker.state()).isEqualTo("open");
  }

  @Test
  void eachFailedRoundLengthensTheNextOpenTimeUpToTheLongest() {
    rig.openMultiplier = 2;
    rig.longestOpen = Duration.ofSeconds(100).toNanos();
    Breaker breaker = rig.breaker();
    calls(breaker, "FFFF");
    for (int seconds : new int[] {30, 60, 100, 100}) {
      assertThat(breaker.untilTry()).isEqualTo(Duration.ofSeconds(seconds).toNanos());
      rig.pass(Duration.ofSeconds(seconds));
      calls(breaker, "FFF");
    }
    rig.pass(Duration.ofSeconds(100));
    calls(breaker, "SSSFFFF");
    assertThat(breaker.untilTry()).isEqualTo(OPEN.toNanos());
  }

  @Test
  void closeKeepsHowOftenItOpenedAndResetForgetsIt() {
    rig.openMultiplier = 2;
    Breaker breaker = rig.breaker();
    calls(breaker, "FFFF");
    rig.pass(OPEN);
    calls(breaker, "FFF");
    breaker.close();
    assertThat(breaker.state()).isEqualTo("closed");
    calls(breaker, "FFFF");
    assertThat(breaker.untilTry()).isEqualTo(2 * OPEN.toNanos());
    breaker.reset();
    calls(breaker, "FFFF");
    assertThat(breaker.untilTry()).isEqualTo(OPEN.toNanos());
  }

  @Test
  void forcedOpenStaysUntilSomebodyClosesIt() {
    Breaker breaker = rig.breaker();
    breaker.forceOpen();
    rig.pass(Duration.ofDays(1));
    assertThat(calls(breaker, "SS")).isEqualTo("xx");
    assertThat(breaker.state()).isEqualTo("forced_open");
    breaker.close();
    assertThat(calls(breaker, "SS")).isEqualTo("SS");
    assertThat(rig.changes).containsExactly("closed → forced_open", "forced_open → closed");
  }

  @Test
  void aDisabledBreakerCountsNothingInItsWindow() {
    Breaker breaker = rig.breaker();
    breaker.disable();
    assertThat(calls(breaker, "FFFFFFFF")).isEqualTo("FFFFFFFF");
    assertThat(breaker.state()).isEqualTo("disabled");
    assertThat(breaker.reading().calls()).isZero();
  }

  @Test
  void anObservingBreakerShowsItsStateAndRejectsNothing() {
    rig.mode = Mode.OBSERVE;
    Breaker breaker = rig.breaker();
    assertThat(calls(breaker, "FFFFFF")).isEqualTo("FFFFFF");
    assertThat(breaker.state()).isEqualTo("open");
    assertThat(breaker.counts().rejections()).isZero();
    rig.pass(OPEN);
    List<Object> permits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      permits.add(Objects.requireNonNull(breaker.enter()));
    }
    // Those that it would have let through decide.
    permits.subList(3, 5).forEach(permit -> end(breaker, permit, 'F'));
    permits.subList(0, 3).forEach(permit -> end(breaker, permit, 'S'));
    assertThat(breaker.state()).isEqualTo("closed");
  }

  @Test
  void itsReadingIsThatOfTheWindow() {
    Breaker breaker = rig.breaker();
    assertThat(breaker.reading().failureRate()).isNaN();
    calls(breaker, "SSSFS");
    assertThat(breaker.reading()).isEqualTo(new Breaker.Reading(State.CLOSED, 5, 20, 0));
  }

  @Test
  void aWindowOfTimeForgetsByTheClock() {
    rig.windowDuration = Duration.ofSeconds(10).toNanos();
    Breaker breaker = rig.breaker();
    calls(breaker, "FFF");
    rig.pass(Duration.ofSeconds(9));
    assertThat(breaker.reading().calls()).isEqualTo(3);
    rig.pass(Duration.ofSeconds(1));
    assertThat(breaker.reading().calls()).isZero();
    calls(breaker, "F");
    assertThat(breaker.state()).isEqualTo("closed");
    rig.pass(Duration.ofDays(1));
    calls(breaker, "FFFF");
    assertThat(breaker.state()).isEqualTo("open");
  }

  @Test
  void otherNumbersKeepTheStateAndAnotherWindowBeginsAnew() {
    Breaker breaker = rig.breaker();
    calls(breaker, "FFFF");
    rig.windowSize = 20;
    breaker.change(rig.settings());
    assertThat(breaker.state()).isEqualTo("open");
    breaker.close();
    calls(breaker, "FF");
    rig.failureRate = 90;
    breaker.change(rig.settings());
    assertThat(breaker.reading().calls()).isEqualTo(2);
    rig.windowSize = 30;
    breaker.change(rig.settings());
    assertThat(breaker.reading().calls()).isZero();
    rig.mode = Mode.DISABLED;
    breaker.change(rig.settings());
    assertThat(breaker.state()).isEqualTo("disabled");
    rig.mode = Mode.ENFORCE;
    breaker.change(rig.settings());
    assertThat(breaker.state()).isEqualTo("closed");
  }

  private Breaker halfOpen() {
    Breaker breaker = rig.breaker();
    calls(breaker, "FFFF");
    rig.pass(OPEN);
    return breaker;
  }
}
