package io.github.retrystarter.engine;

import io.github.retrystarter.event.CallListener;
import io.github.retrystarter.failure.Classification;
import io.github.retrystarter.failure.OuterTransaction;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;

/**
 * What all hands share. Immutable; its parts are thread-safe.
 *
 * @param time clock, waits and alarms
 * @param randomness for the waits
 * @param classification what failures mean
 * @param transactions whether a retry would run in a transaction that is lost
 * @param listeners who is told
 * @param threadContext what goes along with a call that goes on in other threads
 */
public record Engine(
    Time time,
    Randomness randomness,
    Classification classification,
    OuterTransaction transactions,
    CallListener listeners,
    ThreadContext threadContext) {

  /** Whatever a context of somebody else's throws, no call is lost. */
  public Engine {
    threadContext = GuardedContext.of(threadContext);
  }
}
