package io.github.retrystarter.tracing;

import io.github.retrystarter.engine.CallTrace;
import io.github.retrystarter.engine.ThreadContext;
import io.github.retrystarter.event.AttemptSeries;
import io.github.retrystarter.event.CallStats;
import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Each attempt of a call is an observation {@code retry.attempt}, inside of what is around it. */
final class ObservedAttempts implements CallTrace {

  private static final String NAME = "retry.attempt";
  private static final String NO_CAUSE = "none";

  private final ObservationRegistry registry;
  private final @Nullable Observation around;
  private final Scopes scopes;
  private final Guard guard;

  /** Null between attempts. */
  private @Nullable Observation running;

  ObservedAttempts(ObservationRegistry registry, @Nullable Observation around, Guard guard) {
    this.registry = registry;
    this.around = around;
    this.scopes = new Scopes(registry, guard);
    this.guard = guard;
  }

  @Override
  public void attemptBegins(CallStats stats, int attempt) {
    running = guard.get(() -> started(stats, AttemptSeries.tag(attempt)), Observation.NOOP);
  }

  private Observation started(CallStats stats, String attempt) {
    return Observation.createNotStarted(NAME, registry)
        .parentObservation(around)
        .contextualName(stats.method() + " attempt " + attempt)
        .lowCardinalityKeyValue("policy", stats.policy())
        .lowCardinalityKeyValue("method", stats.method())
        .lowCardinalityKeyValue("attempt", attempt)
        .start();
  }

  @Override
  public ThreadContext.Scope open() {
    Observation attempt = running;
    return attempt == null ? NOTHING : scopes.open(attempt);
  }

  @Override
  public ThreadContext.Scope stepOut() {
    return scopes.open(around != null ? around : new NullObservation(registry));
  }

  @Override
  public ThreadContext.Scope around() {
    return scopes.isIn(around) ? NOTHING : stepOut();
  }

  @Override
  public Map<Object, Object> travelling() {
    Observation attempt = running;
    return attempt == null || attempt.isNoop()
        ? Map.of()
        : Map.of(ObservationThreadLocalAccessor.KEY, attempt);
  }

  @Override
  public void attemptEnded(@Nullable Throwable failure, @Nullable String kind) {
    Observation attempt = running;
    if (attempt != null) {
      running = null;
      guard.run(
          () -> {
            attempt.lowCardinalityKeyValue("cause", kind == null ? NO_CAUSE : kind);
            if (failure != null) {
              attempt.error(failure);
            }
          });
      // Whatever was thrown by then: what is never stopped is never exported.
      guard.run(attempt::stop);
    }
  }
}
