package io.github.retrystarter.benchmarks.storm;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.retrystarter.time.Randomness;
import java.util.concurrent.TimeUnit;

/**
 * Resilience4j's own classes, composed as its Spring aspects are: the retry around the circuit
 * breaker. Both have their defaults (3 attempts in all; the breaker opens at 50 % of 100 calls, for
 * 60 s, and tries 10), but for the retry's fixed wait of 500 ms: it is exponential and random, with
 * the default numbers of {@link IntervalFunction#ofExponentialRandomBackoff()} (500 ms · 1.5^(n-1),
 * ± 50 %), computed here because that one draws its random numbers from {@link Math#random()}.
 */
final class Resilience4jTries implements Tries {

  private final Retry.AsyncContext<Void> retry;
  private final CircuitBreaker breaker;
  private long began;

  private Resilience4jTries(Retry retry, CircuitBreaker breaker) {
    this.retry = retry.asyncContext();
    this.breaker = breaker;
  }

  /** A client process. */
  static Strategy.Instance instance(Timeline timeline, Randomness random) {
    CircuitBreaker breaker =
        CircuitBreaker.of(
            "database",
            CircuitBreakerConfig.custom()
                .clock(new SimulatedClock(timeline))
                .currentTimestampFunction(clock -> timeline.now(), TimeUnit.NANOSECONDS)
                .build());
    Retry retry =
        Retry.of(
            "database",
            RetryConfig.<Void>custom().intervalFunction(attempt -> wait(attempt, random)).build());
    return () -> new Resilience4jTries(retry, breaker);
  }

  /** The wait after so many attempts, milliseconds. */
  private static long wait(int attempt, Randomness random) {
    double middle =
        IntervalFunction.DEFAULT_INITIAL_INTERVAL
            * Math.pow(IntervalFunction.DEFAULT_MULTIPLIER, attempt - 1.0);
    double spread = IntervalFunction.DEFAULT_RANDOMIZATION_FACTOR * middle;
    return (long) (middle - spread + 2 * spread * random.next());
  }

  @Override
  public Move begin() {
    return attempt();
  }

  @Override
  public Move succeeded() {
    breaker.onSuccess(breaker.getCurrentTimestamp() - began, breaker.getTimestampUnit());
    retry.onComplete();
    return Move.SUCCESS;
  }

  @Override
  public Move failed(Throwable failure) {
    breaker.onError(breaker.getCurrentTimestamp() - began, breaker.getTimestampUnit(), failure);
    return next(failure);
  }

  @Override
  public Move waited() {
    return attempt();
  }

  private Move attempt() {
    if (!breaker.tryAcquirePermission()) {
      return next(CallNotPermittedException.createCallNotPermittedException(breaker));
    }
    began = breaker.getCurrentTimestamp();
    return Move.ATTEMPT;
  }

  private Move next(Throwable failure) {
    long millis = retry.onError(failure);
    return millis < 0 ? Move.FAILURE : new Move.Wait(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
