package io.github.retrystarter.tracing;

import io.github.retrystarter.engine.CallTrace;
import io.github.retrystarter.engine.Tracing;
import io.github.retrystarter.event.CallListener;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells an observation registry of retries: as events of the observation that the call is a part
 * of, or with an observation for each attempt. Thread-safe.
 */
public final class RetryObservations implements Tracing, CallListener {

  private final Observations told;
  private final Supplier<@Nullable ObservationRegistry> registry;
  private final Guard guard = new Guard();

  /** Not before it is known. */
  private volatile boolean noRegistry;

  /**
   * Tells nothing yet.
   *
   * @param told what
   * @param registry whom; asked for with each call that is told of; null while it is not there yet
   */
  public RetryObservations(Observations told, Supplier<@Nullable ObservationRegistry> registry) {
    this.told = told;
    this.registry = registry;
  }

  /** Those that succeed at once have an attempt too. */
  @Override
  public boolean everyCall() {
    return told == Observations.ATTEMPTS && !noRegistry;
  }

  @Override
  public @Nullable Object key() {
    return told == Observations.NONE ? null : ObservationThreadLocalAccessor.KEY;
  }

  @Override
  public CallTrace call(@Nullable Object around) {
    return told == Observations.NONE
        ? CallTrace.NONE
        : guard.get(() -> traced(around), CallTrace.NONE);
  }

  private CallTrace traced(@Nullable Object around) {
    ObservationRegistry known = registry.get();
    if (known == ObservationRegistry.NOOP) {
      noRegistry = true;
    }
    if (known == null || known.isNoop()) {
      return CallTrace.NONE;
    }
    Observation parent =
        around instanceof Observation observation ? observation : known.getCurrentObservation();
    if (told == Observations.ATTEMPTS) {
      return new ObservedAttempts(known, parent, guard);
    }
    return parent == null || parent.isNoop()
        ? CallTrace.NONE
        : new RetryEvents(parent, new Scopes(known, guard), guard);
  }
}
