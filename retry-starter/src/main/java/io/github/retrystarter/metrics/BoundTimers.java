package io.github.retrystarter.metrics;

import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The timers of one registry, each looked up once: a registry's own look-up, by name and tags,
 * costs more than all else that becomes of a call at an open breaker. Equal where the registry is
 * the same. Thread-safe.
 */
final class BoundTimers {

  private final MeterRegistry registry;
  private final Map<CallStats, Timers> timers = new ConcurrentHashMap<>();

  /** Those of one method under one policy. */
  record Timers(Timer waited, Map<Outcome, Timer> byOutcome) {

    Timer ended(Outcome outcome) {
      Timer timer = byOutcome.get(outcome);
      if (timer == null) {
        throw new IllegalStateException("no timer for " + outcome);
      }
      return timer;
    }
  }

  BoundTimers(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Registers a method's timers, so that they are there at zero. */
  void add(CallStats stats) {
    of(stats);
  }

  Timers of(CallStats stats) {
    Timers known = timers.get(stats);
    return known != null ? known : timers.computeIfAbsent(stats, this::register);
  }

  private Timers register(CallStats stats) {
    Map<Outcome, Timer> byOutcome = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      byOutcome.put(
          outcome,
          timer("retry.duration", "Whole calls that did not succeed at once", stats)
              .tag("outcome", outcome.tag())
              .register(registry));
    }
    return new Timers(timer("retry.wait", "Time in backoff", stats).register(registry), byOutcome);
  }

  private static Timer.Builder timer(String name, String description, CallStats stats) {
    return Timer.builder(name)
        .description(description)
        .tag("policy", stats.policy())
        .tag("method", stats.method());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BoundTimers timers && timers.registry == registry;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(registry);
  }
}
