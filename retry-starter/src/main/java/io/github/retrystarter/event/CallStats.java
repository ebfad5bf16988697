package io.github.retrystarter.event;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one method under one policy. They are kept here, whether or not Micrometer is
 * there: a call that succeeds at once pays one striped increment, and meters read the same adders.
 *
 * <p>Thread-safe. Each count is exact; several read together are not one snapshot.
 */
public final class CallStats {

  /**
   * The last failure, for the operator.
   *
   * @param kind its kind
   * @param at when
   */
  public record LastFailure(String kind, Instant at) {}

  private final String policy;
  private final String method;
  private final LongAdder success = new LongAdder();
  private final Map<Outcome, LongAdder> outcomes;
  private final Map<AttemptSeries, LongAdder> attempts = new ConcurrentHashMap<>();
  private final LongAdder fallbacksAnswered = new LongAdder();
  private final LongAdder fallbacksFailed = new LongAdder();
  private final BiConsumer<CallStats, AttemptSeries> newSeries;
  private volatile @Nullable LastFailure lastFailure;

  CallStats(String policy, String method, BiConsumer<CallStats, AttemptSeries> newSeries) {
    this.policy = policy;
    this.method = method;
    this.newSeries = newSeries;
    Map<Outcome, LongAdder> adders = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      adders.put(outcome, outcome == Outcome.SUCCESS ? success : new LongAdder());
    }
    outcomes = Collections.unmodifiableMap(adders);
    // Every call that succeeds at once is exactly one first attempt that succeeded, and the other
    // way round: the two series share an adder.
    attempts.put(AttemptSeries.FIRST_SUCCESS, success);
  }

  /**
   * The policy's name.
   *
   * @return the name
   */
  public String policy() {
    return policy;
  }

  /**
   * The method as users see it.
   *
   * @return the name, such as {@code OrderService.create}
   */
  public String method() {
    return method;
  }

  /** Counts a call that succeeded at once: the whole price of the success path. */
  public void succeededAtOnce() {
    success.increment();
  }

  /**
   * Counts the end of any other call.
   *
   * @param outcome how it ended
   */
  public void ended(Outcome outcome) {
    adder(outcome).increment();
  }

  /**
   * Counts an attempt.
   *
   * @param attempt its number, from 1; a first attempt that succeeds is counted by its call
   * @param result {@link AttemptSeries#SUCCESS} or the failure's kind
   */
  public void attempted(int attempt, String result) {
    AttemptSeries series = AttemptSeries.of(attempt, result);
    LongAdder adder = attempts.get(series);
    if (adder == null) {
      LongAdder fresh = new LongAdder();
      adder = attempts.putIfAbsent(series, fresh);
      if (adder == null) {
        adder = fresh;
        newSeries.accept(this, series);
      }
    }
    adder.increment();
  }

  /**
   * Remembers the newest failure.
   *
   * @param kind its kind
   * @param at when
   */
  public void failed(String kind, Instant at) {
    lastFailure = new LastFailure(kind, at);
  }

  /**
   * Counts a fallback.
   *
   * @param answered whether it returned
   */
  public void fellBack(boolean answered) {
    fallbacks(answered).increment();
  }

  /**
   * The calls that ended so.
   *
   * @param outcome how
   * @return the number since start
   */
  public long calls(Outcome outcome) {
    return adder(outcome).sum();
  }

  /**
   * The attempts of a series.
   *
   * @param series which
   * @return the number since start
   */
  public long attempts(AttemptSeries series) {
    LongAdder adder = attempts.get(series);
    return adder == null ? 0 : adder.sum();
  }

  /**
   * All attempts.
   *
   * @return the number since start
   */
  public long attempts() {
    return attempts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /**
   * The fallbacks that returned, or those that threw.
   *
   * @param answered which of them
   * @return the number since start
   */
  public long fallbackCount(boolean answered) {
    return fallbacks(answered).sum();
  }

  /**
   * The newest failure.
   *
   * @return it; null before the first
   */
  public @Nullable LastFailure lastFailure() {
    return lastFailure;
  }

  Iterable<AttemptSeries> series() {
    return attempts.keySet();
  }

  private LongAdder fallbacks(boolean answered) {
    return answered ? fallbacksAnswered : fallbacksFailed;
  }

  private LongAdder adder(Outcome outcome) {
    LongAdder adder = outcomes.get(outcome);
    if (adder == null) {
      throw new IllegalStateException("no adder for " + outcome);
    }
    return adder;
  }
}
