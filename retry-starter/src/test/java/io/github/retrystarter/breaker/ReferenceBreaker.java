package io.github.retrystarter.breaker;

import io.github.retrystarter.breaker.BreakerSettings.Mode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a breaker should do, written down for one thread with plain lists and no cleverness: the
 * other opinion that {@link BreakerModelTest} asks for.
 */
final class ReferenceBreaker {

  /** A call that was let through; it knows the stay in a state in which it began. */
  static final class Permit {
    private final int stay;
    private final State state;
    private final boolean watched;
    private boolean over;

    private Permit(int stay, State state, boolean watched) {
      this.stay = stay;
      this.state = state;
      this.watched = watched;
    }
  }

  private record Result(long at, boolean failed, boolean slow) {}

  final List<String> changes = new ArrayList<>();
  long rejected;
  long succeeded;
  long failed;
  long slow;

  private BreakerSettings settings;
  private long now;
  private State state = State.CLOSED;
  private int stay;
  private int failedRounds;

  /** When the present state began. */
  private long since;

  /** Of the closed state, or of the half-open round. */
  private List<Result> results = new ArrayList<>();

  private int failuresInRow;
  private int places;

  ReferenceBreaker(BreakerSettings settings) {
    this.settings = settings;
    if (settings.mode() == Mode.DISABLED) {
      state = State.DISABLED;
    }
  }

  void pass(long nanos) {
    now += nanos;
    look();
  }

  @Nullable Permit enter() {
    look();
    boolean through =
        state == State.CLOSED
            || state == State.DISABLED
            || (state == State.HALF_OPEN && places < settings.halfOpenCalls());
    if (through) {
      places++;
      return new Permit(stay, state, true);
    }
    if (settings.mode() == Mode.OBSERVE) {
      return new Permit(stay, state, false);
    }
    rejected++;
    return null;
  }

  void leave(Permit permit, boolean bad, long nanos) {
    if (permit.state == State.DISABLED || (permit.over && permit.state == State.HALF_OPEN)) {
      return;
    }
    boolean late = nanos > settings.slowCall();
    failed += bad ? 1 : 0;
    succeeded += bad ? 0 : 1;
    slow += late ? 1 : 0;
    if (!permit.watched) {
      return;
    }
    permit.over = true;
    if (permit.stay != stay) {
      return;
    }
    results.add(new Result(now, bad, late));
    if (state == State.CLOSED) {
      failuresInRow = bad ? failuresInRow + 1 : 0;
      boolean tooMany = window().size() >= settings.minimumCalls() && isBad(window());
      if (tooMany || failuresInRow >= settings.consecutiveFailures()) {
        go(State.OPEN);
      }
    } else {
      judge();
    }
  }

  void giveBack(Permit permit) {
    if (permit.watched && !permit.over && permit.state == State.HALF_OPEN && permit.stay == stay) {
      places--;
    }
    permit.over |= permit.watched;
  }

  void force() {
    go(State.FORCED_OPEN);
  }

  void disable() {
    go(State.DISABLED);
  }

  void close() {
    go(settings.mode() == Mode.DISABLED ? State.DISABLED : State.CLOSED);
  }

  void reset() {
    failedRounds = 0;
    close();
  }

  void change(BreakerSettings next) {
    boolean wasOff = settings.mode() == Mode.DISABLED;
    boolean otherWindow =
        settings.windowSize() != next.windowSize()
            || settings.windowDuration() != next.windowDuration();
    settings = next;
    if (wasOff != (next.mode() == Mode.DISABLED)) {
      close();
    } else if (state == State.CLOSED && otherWindow) {
      close();
    } else if (state == State.HALF_OPEN) {
      judge();
    }
    look();
  }

  State state() {
    return state;
  }

  long untilTry() {
    return state == State.OPEN ? since + openTime() - now : 0;
  }

  int calls() {
    return window().size();
  }

  double failureRate() {
    return rate(window().stream().filter(Result::failed).count(), window().size());
  }

  double slowRate() {
    return rate(window().stream().filter(Result::slow).count(), window().size());
  }

  private void look() {
    if (state == State.OPEN && now >= since + openTime()) {
      go(State.HALF_OPEN);
    }
  }

  private void judge() {
    if (results.size() < settings.halfOpenCalls()) {
      return;
    }
    if (isBad(results)) {
      failedRounds++;
      go(State.OPEN);
    } else {
      failedRounds = 0;
      go(State.CLOSED);
    }
  }

  private void go(State next) {
    if (state != next) {
      changes.add(state.tag() + " → " + next.tag());
    }
    state = next;
    stay++;
    since = now;
    results = new ArrayList<>();
    failuresInRow = 0;
    places = 0;
  }

  /** In tenths of a window of time, of which there are ten with the present one. */
  private List<Result> window() {
    if (state != State.CLOSED) {
      return results;
    }
    if (settings.windowDuration() == 0) {
      return results.subList(Math.max(0, results.size() - settings.windowSize()), results.size());
    }
    long tenth = settings.windowDuration() / 10;
    long present = (now - since) / tenth;
    return results.stream().filter(each -> (each.at() - since) / tenth > present - 10).toList();
  }

  private boolean isBad(List<Result> some) {
    long bad = some.stream().filter(Result::failed).count();
    long late = some.stream().filter(Result::slow).count();
    return rate(bad, some.size()) >= settings.failureRate()
        || (settings.slowCall() != BreakerSettings.NEVER
            && rate(late, some.size()) >= settings.slowRate());
  }

  private static double rate(long some, int all) {
    return some * 100.0 / all;
  }

  private long openTime() {
    double time = (double) settings.open();
    for (int i = 0; i < failedRounds && time < (double) settings.longestOpen(); i++) {
      time *= settings.openMultiplier();
    }
    return (long) Math.min(time, (double) settings.longestOpen());
  }
}
