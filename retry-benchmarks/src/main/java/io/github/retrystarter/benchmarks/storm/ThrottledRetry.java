package io.github.retrystarter.benchmarks.storm;

import io.github.retrystarter.time.Randomness;

/** Some retries, each after a wait, as far as a throttle lets them. */
final class ThrottledRetry implements Tries {

  private final int maxRetries;
  private final Backoff backoff;
  private final Randomness random;
  private final Throttle throttle;
  private int retries;
  private int paid;

  ThrottledRetry(int maxRetries, Backoff backoff, Randomness random, Throttle throttle) {
    this.maxRetries = maxRetries;
    this.backoff = backoff;
    this.random = random;
    this.throttle = throttle;
  }

  @Override
  public Move begin() {
    return Move.ATTEMPT;
  }

  @Override
  public Move succeeded() {
    throttle.succeeded(paid);
    return Move.SUCCESS;
  }

  @Override
  public Move failed(Throwable failure) {
    throttle.failed();
    if (retries == maxRetries) {
      return Move.FAILURE;
    }
    int price = throttle.tryRetry(failure);
    if (price == Throttle.REFUSED) {
      return Move.FAILURE;
    }
    paid = price;
    retries++;
    return new Move.Wait(backoff.nanos(retries, random));
  }

  @Override
  public Move waited() {
    return Move.ATTEMPT;
  }
}
