package io.github.retrystarter;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Retries for Reactor: usable only where it is there. Each subscription is a call of its own: with
 * its own attempts, waits and outcome. No thread is blocked in a wait. Thread-safe.
 *
 * <p>The failure is the last attempt's own, with a {@link RetryInfo} suppressed; whoever cancels
 * stops the retries, and the running attempt is cancelled.
 */
public final class ReactiveRetry {

  private ReactiveRetry() {}

  /**
   * Retries a Mono.
   *
   * @param retry of {@link Retries#policy}
   * @param source subscribed to once for every attempt
   * @param <T> its value
   * @return the value of the first successful attempt, or empty as it was
   * @throws IllegalArgumentException if the retries are not of {@link Retries}
   */
  public static <T> Mono<T> mono(Retry retry, Mono<T> source) {
    return ReactiveRetryProvider.INSTANCE.mono(retry, source);
  }

  /**
   * Retries a Flux, until its first element has gone out: after that a failure is passed on, unless
   * the policy says {@code after-elements: retry}, and limits of time hold no more. What a
   * subscriber asked for is asked of each attempt.
   *
   * @param retry of {@link Retries#policy}
   * @param source subscribed to once for every attempt
   * @param <T> its elements
   * @return the elements of the first attempt that has any, or empty as it was
   * @throws IllegalArgumentException if the retries are not of {@link Retries}
   */
  public static <T> Flux<T> flux(Retry retry, Flux<T> source) {
    return ReactiveRetryProvider.INSTANCE.flux(retry, source);
  }
}
