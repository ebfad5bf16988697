package io.github.retrystarter.metrics;

import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.event.AttemptSeries;
import io.github.retrystarter.event.CallListener;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.event.StatsObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters. Counters are read from the starter's own counts, so they cost a call nothing; the
 * timers hear of calls that did not succeed at once.
 *
 * <ul>
 *   <li>{@code retry.calls}: finished calls {policy, method, outcome}
 *   <li>{@code retry.duration}: whole calls that did not succeed at once {policy, method, outcome}
 *   <li>{@code retry.attempts}: attempts {policy, method, attempt, result}
 *   <li>{@code retry.wait}: time in backoff {policy, method}
 *   <li>{@code retry.fallbacks}: {policy, method, result}
 * </ul>
 *
 * <p>Can be bound to any number of registries, at any time: a late one shows all counts since
 * start, but durations only from then on. Thread-safe.
 */
public final class RetryMetrics implements MeterBinder, CallListener {

  private final StatsBook book;
  private final boolean timeAllCalls;
  private final CopyOnWriteArrayList<BoundTimers> bound = new CopyOnWriteArrayList<>();

  /**
   * Registers nothing yet.
   *
   * @param book the counts
   * @param timeAllCalls whether calls that succeed at once are timed too
   */
  public RetryMetrics(StatsBook book, boolean timeAllCalls) {
    this.book = book;
    this.timeAllCalls = timeAllCalls;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    BoundTimers timers = new BoundTimers(registry);
    if (!bound.addIfAbsent(timers)) {
      return;
    }
    book.observe(
        new StatsObserver() {
          @Override
          public void added(CallStats stats) {
            register(registry, stats);
            timers.add(stats);
          }

          @Override
          public void added(CallStats stats, AttemptSeries series) {
            register(registry, stats, series);
          }
        });
  }

  @Override
  public boolean everyCall() {
    return timeAllCalls;
  }

  @Override
  public void waited(CallStats stats, long nanos) {
    for (BoundTimers timers : bound) {
      timers.of(stats).waited().record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void ended(
      CallStats stats, Outcome outcome, long nanos, @Nullable Supplier<RetryEvent> event) {
    if (outcome == Outcome.SUCCESS && !timeAllCalls) {
      return;
    }
    for (BoundTimers timers : bound) {
      timers.of(stats).ended(outcome).record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  private static void register(MeterRegistry registry, CallStats stats) {
    for (Outcome outcome : Outcome.values()) {
      counter("retry.calls", stats, each -> each.calls(outcome))
          .description("Finished calls")
          .tag("outcome", outcome.tag())
          .register(registry);
    }
    for (boolean answered : new boolean[] {true, false}) {
      counter("retry.fallbacks", stats, each -> each.fallbackCount(answered))
          .description("Fallbacks in place of calls that were given up")
          .tag("result", answered ? "answered" : "failed")
          .register(registry);
    }
  }

  private static void register(MeterRegistry registry, CallStats stats, AttemptSeries series) {
    counter("retry.attempts", stats, each -> each.attempts(series))
        .description("Attempts")
        .tag("attempt", series.attempt())
        .tag("result", series.result())
        .register(registry);
  }

  private static FunctionCounter.Builder<CallStats> counter(
      String name, CallStats stats, ToDoubleFunction<CallStats> count) {
    return FunctionCounter.builder(name, stats, count)
        .tag("policy", stats.policy())
        .tag("method", stats.method());
  }
}
