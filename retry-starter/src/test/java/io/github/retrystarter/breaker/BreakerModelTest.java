package io.github.retrystarter.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.breaker.BreakerSettings.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A hundred thousand random events, in lives of five hundred: the breaker and {@link
 * ReferenceBreaker} are of one opinion after every other one. A life that parts them is cut down to
 * the events that matter before it is shown.
 */
class BreakerModelTest {

  private static final int LIVES = 200;
  private static final int EVENTS = 500;

  private enum Kind {
    ENTER,
    SUCCEED,
    FAIL,
    NEUTRAL,
    SUCCEED_AGAIN,
    PASS,
    PASS_LONG,
    FORCE,
    DISABLE,
    CLOSE,
    RESET,
    CHANGE
  }

  /** The number says which call, how long, or which settings. */
  private record Event(Kind kind, int number) {}

  @Test
  void theBreakerDoesWhatTheReferenceDoes() {
    for (int seed = 0; seed < LIVES; seed++) {
      List<Event> life = life(new Random(seed));
      if (difference(seed, life) != null) {
        life = shortest(seed, life);
      }
      assertThat(difference(seed, life)).as("seed %d: %s", seed, life).isNull();
    }
  }

  /** Else the lives would say nothing. */
  @Test
  void theLivesGoThroughAllChangesOfTheState() {
    List<String> changes = new ArrayList<>();
    for (int seed = 0; seed < LIVES; seed++) {
      Run run = new Run(seed);
      life(new Random(seed)).forEach(run::step);
      changes.addAll(run.reference.changes);
    }
    for (String change :
        List.of(
            "closed → open",
            "open → half_open",
            "half_open → open",
            "half_open → closed",
            "half_open → forced_open",
            "half_open → disabled",
            "disabled → closed",
            "forced_open → closed")) {
      assertThat(changes.stream().filter(change::equals)).as(change).hasSizeGreaterThan(50);
    }
  }

  private static List<Event> life(Random random) {
    List<Event> life = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      life.add(new Event(kind(random.nextInt(200)), random.nextInt(1_000_000)));
    }
    return life;
  }

  private static Kind kind(int dice) {
    if (dice < 70) {
      return Kind.ENTER;
    } else if (dice < 98) {
      return Kind.SUCCEED;
    } else if (dice < 135) {
      return Kind.FAIL;
    } else if (dice < 145) {
      return Kind.NEUTRAL;
    } else if (dice < 150) {
      return Kind.SUCCEED_AGAIN;
    } else if (dice < 175) {
      return Kind.PASS;
    } else if (dice < 190) {
      return Kind.PASS_LONG;
    } else {
      return switch (dice) {
        case 190 -> Kind.FORCE;
        case 191 -> Kind.DISABLE;
        case 192, 193, 194 -> Kind.CLOSE;
        case 195 -> Kind.RESET;
        default -> Kind.CHANGE;
      };
    }
  }

  private static List<Event> shortest(long seed, List<Event> life) {
    List<Event> kept = new ArrayList<>(life);
    for (int length = kept.size() / 2; length > 0; length /= 2) {
      for (int from = 0; from + length <= kept.size(); ) {
        List<Event> without = new ArrayList<>(kept);
        without.subList(from, from + length).clear();
        if (difference(seed, without) != null) {
          kept = without;
        } else {
          from += length;
        }
      }
    }
    return kept;
  }

  private static @Nullable String difference(long seed, List<Event> life) {
    Run run = new Run(seed);
    for (int i = 0; i < life.size(); i++) {
      run.step(life.get(i));
      // Looking on may itself change a state by the clock: so not always.
      if (life.get(i).number() % 2 == 0 && i < life.size() - 1) {
        continue;
      }
      String breaker = run.seenOfBreaker();
      String reference = run.seenOfReference();
      if (!breaker.equals(reference)) {
        return "after event %d: breaker %s, reference %s".formatted(i, breaker, reference);
      }
    }
    return null;
  }

  /** One life of both. */
  private static final class Run {

    private record Both(Object permit, ReferenceBreaker.Permit reference) {}

    private final BreakerRig rig = new BreakerRig();
    private final Breaker breaker;
    private final ReferenceBreaker reference;
    private final List<Both> inFlight = new ArrayList<>();
    private final List<Both> over = new ArrayList<>();

    Run(long seed) {
      chooseSettings(new Random(seed));
      breaker = rig.breaker();
      reference = new ReferenceBreaker(rig.settings());
    }

    private void step(Event event) {
      int number = event.number();
      switch (event.kind()) {
        case ENTER -> enter();
        case SUCCEED -> end(inFlight, number, permit -> leave(permit, false, number % 4));
        case FAIL -> end(inFlight, number, permit -> leave(permit, true, number % 4));
        case NEUTRAL -> end(inFlight, number, this::giveBack);
        case SUCCEED_AGAIN -> end(over, number, permit -> leave(permit, false, 0));
        case PASS -> pass(TimeUnit.MILLISECONDS.toNanos(number % 300));
        case PASS_LONG -> pass(TimeUnit.MILLISECONDS.toNanos(number % 6_000));
        case FORCE -> both(breaker::forceOpen, reference::force);
        case DISABLE -> both(breaker::disable, reference::disable);
        case CLOSE -> both(breaker::close, reference::close);
        case RESET -> both(breaker::reset, reference::reset);
        case CHANGE -> change(new Random(number));
      }
    }

    private void enter() {
      Object permit = breaker.enter();
      ReferenceBreaker.Permit other = reference.enter();
      assertThat(permit == null).as("rejected").isEqualTo(other == null);
      if (permit != null && other != null) {
        inFlight.add(new Both(permit, other));
      }
    }

    private void end(List<Both> from, int number, Consumer<Both> how) {
      if (!from.isEmpty()) {
        Both permit = from.remove(number % from.size());
        how.accept(permit);
        over.add(permit);
      }
    }

    private void leave(Both both, boolean failed, long nanos) {
      breaker.leave(both.permit(), failed, nanos);
      reference.leave(both.reference(), failed, nanos);
    }

    private void giveBack(Both both) {
      breaker.giveBack(both.permit());
      reference.giveBack(both.reference());
    }

    private void pass(long nanos) {
      rig.clock.addAndGet(nanos);
      reference.pass(nanos);
    }

    private static void both(Runnable one, Runnable other) {
      one.run();
      other.run();
    }

    private void change(Random random) {
      if (random.nextInt(3) == 0) {
        chooseSettings(random);
      } else {
        chooseSmall(random);
      }
      breaker.change(rig.settings());
      reference.change(rig.settings());
    }

    private void chooseSettings(Random random) {
      boolean byTime = random.nextInt(3) == 0;
      rig.windowSize = 1 + random.nextInt(8);
      rig.windowDuration = byTime ? TimeUnit.SECONDS.toNanos(1 + random.nextInt(3)) : 0;
      rig.minimumCalls = 1 + random.nextInt(rig.windowSize);
      rig.openMultiplier = 1 + random.nextInt(3);
      rig.longestOpen = TimeUnit.SECONDS.toNanos(4 + random.nextInt(6));
      rig.mode =
          switch (random.nextInt(8)) {
            case 0 -> Mode.DISABLED;
            case 1, 2 -> Mode.OBSERVE;
            default -> Mode.ENFORCE;
          };
      chooseSmall(random);
    }

    /** What a change leaves the window alone with. */
    private void chooseSmall(Random random) {
      rig.failureRate = new double[] {20, 50, 66, 100}[random.nextInt(4)];
      rig.consecutiveFailures = random.nextBoolean() ? BreakerSettings.OFF : 1 + random.nextInt(4);
      rig.slowCall = random.nextBoolean() ? BreakerSettings.NEVER : 2;
      rig.slowRate = new double[] {40, 100}[random.nextInt(2)];
      rig.open = TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(3_000));
      rig.halfOpenCalls = 1 + random.nextInt(5);
    }

    private String seenOfBreaker() {
      Breaker.Reading reading = breaker.reading();
      return seen(
          reading.state(),
          reading.calls(),
          reading.failureRate(),
          reading.slowRate(),
          breaker.untilTry(),
          breaker.counts().rejections(),
          breaker.counts().successes(),
          breaker.counts().failures(),
          breaker.counts().slowCalls(),
          newest(rig.changes));
    }

    private String seenOfReference() {
      return seen(
          reference.state(),
          reference.calls(),
          reference.failureRate(),
          reference.slowRate(),
          reference.untilTry(),
          reference.rejected,
          reference.succeeded,
          reference.failed,
          reference.slow,
          newest(reference.changes));
    }

    private static String newest(List<String> changes) {
      int size = changes.size();
      return size + " with " + changes.subList(Math.max(0, size - 4), size);
    }

    private static String seen(Object... facts) {
      return List.of(facts).toString();
    }
  }
}
