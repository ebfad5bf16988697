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
 * @param tracing who follows calls attempt by attempt
 */
public record Engine(
    Time time,
    Randomness randomness,
    Classification classification,
    OuterTransaction transactions,
    CallListener listeners,
    ThreadContext threadContext,
    Tracing tracing) {

  /** Whatever a context of somebody else's throws, no call is lost. */
  public Engine {
    threadContext = GuardedContext.of(threadContext);
  }

  /**
   * Without traces.
   *
   * @param time clock, waits and alarms
   * @param randomness for the waits
   * @param classification what failures mean
   * @param transactions whether a retry would run in a transaction that is lost
   * @param listeners who is told
   * @param threadContext what goes along with a call that goes on in other threads
   */
  public Engine(
      Time time,
      Randomness randomness,
      Classification classification,
      OuterTransaction transactions,
      CallListener listeners,
      ThreadContext threadContext) {
    this(time, randomness, classification, transactions, listeners, threadContext, Tracing.NONE);
  }
}
