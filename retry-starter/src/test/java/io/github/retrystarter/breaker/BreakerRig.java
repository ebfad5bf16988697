package io.github.retrystarter.breaker;

import io.github.retrystarter.breaker.BreakerSettings.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A breaker on a clock that the test turns, with small numbers. */
final class BreakerRig {

  final AtomicLong clock = new AtomicLong();
  final List<String> changes = new ArrayList<>();
  double failureRate = 50;
  int windowSize = 10;
  long windowDuration;
  int minimumCalls = 4;
  int consecutiveFailures = BreakerSettings.OFF;
  long slowCall = BreakerSettings.NEVER;
  double slowRate = 100;
  long open = Duration.ofSeconds(30).toNanos();
  double openMultiplier = 1;
  long longestOpen = Duration.ofMinutes(10).toNanos();
  int halfOpenCalls = 3;
  CountedFailures counted = CountedFailures.DEFAULT;
  Mode mode = Mode.ENFORCE;

  Breaker breaker() {
    return new Breaker("shop", settings(), clock::get, this::note);
  }

  BreakerSettings settings() {
    return new BreakerSettings(
        failureRate,
        windowDuration > 0 ? 0 : windowSize,
        windowDuration,
        minimumCalls,
        consecutiveFailures,
        slowCall,
        slowRate,
        open,
        openMultiplier,
        longestOpen,
        halfOpenCalls,
        counted,
        mode);
  }

  void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  /** S for a success, F for a failure, - for one that tells nothing; x where it is rejected. */
  static String calls(Breaker breaker, String results) {
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < results.length(); i++) {
      char result = results.charAt(i);
      Object permit = breaker.enter();
      if (permit == null) {
        seen.append('x');
      } else {
        seen.append(result);
        end(breaker, permit, result);
      }
    }
    return seen.toString();
  }

  static void end(Breaker breaker, Object permit, char result) {
    if (result == '-') {
      breaker.giveBack(permit);
    } else {
      breaker.leave(permit, result == 'F', 0);
    }
  }

  private void note(String name, State from, State to) {
    changes.add(from.tag() + " → " + to.tag());
  }
}
