package io.github.retrystarter.breaker;

import io.github.retrystarter.breaker.BreakerSettings.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * What calls and steering see of a breaker must be what they would see one after another: so a
 * half-open round never lets one call too many through, and a late result changes nothing. And the
 * listener hears of each change once, in order.
 */
@Param(name = "call", gen = IntGen.class, conf = "0:5")
@Param(name = "failed", gen = BooleanGen.class)
public abstract class BreakerOperations {

  private static final long OPEN = 10;
  private static final int CALLS = 6;
  private static final String NONE = "none";

  private final AtomicLong clock = new AtomicLong();
  private final Breaker breaker;

  /** Of calls in flight, by number. */
  private final AtomicReferenceArray<Object> permits = new AtomicReferenceArray<>(CALLS);

  private final List<String> disorder = new ArrayList<>();
  private State last = State.CLOSED;

  BreakerOperations(int window, int consecutiveFailures) {
    for (int i = 0; i < CALLS; i++) {
      permits.set(i, NONE);
    }
    breaker =
        new Breaker(
            "shop",
            new BreakerSettings(
                100,
                window,
                0,
                window,
                consecutiveFailures,
                BreakerSettings.NEVER,
                100,
                OPEN,
                1,
                OPEN,
                2,
                CountedFailures.DEFAULT,
                Mode.ENFORCE),
            clock::get,
            this::changed);
  }

  private void changed(String name, State from, State to) {
    if (from != last) {
      disorder.add(last + ", then from " + from + " to " + to);
    }
    last = to;
  }

  @Operation
  public boolean enter(@Param(name = "call") int call) {
    Object permit = breaker.enter();
    if (permit == null) {
      return false;
    }
    permits.set(call, permit);
    return true;
  }

  @Operation
  public void leave(@Param(name = "call") int call, @Param(name = "failed") boolean failed) {
    Object permit = permits.getAndSet(call, NONE);
    if (permit != NONE) {
      breaker.leave(permit, failed, 0);
    }
  }

  @Operation
  public void giveBack(@Param(name = "call") int call) {
    Object permit = permits.getAndSet(call, NONE);
    if (permit != NONE) {
      breaker.giveBack(permit);
    }
  }

  @Operation
  public void theOpenTimePasses() {
    clock.addAndGet(OPEN);
  }

  @Operation
  public void reset() {
    breaker.reset();
  }

  @Operation
  public void forceOpen() {
    breaker.forceOpen();
  }

  @Operation
  public String state() {
    return breaker.state();
  }

  @Validate
  public void theListenerHasHeardOfEachChangeOnceAndInOrder() {
    String state = breaker.state();
    if (!disorder.isEmpty() || !last.tag().equals(state)) {
      throw new IllegalStateException(disorder + "; told " + last + ", is " + state);
    }
  }
}
