package io.github.retrystarter.benchmarks.storm;

import java.net.SocketTimeoutException;

/**
 * The retry quota of the AWS SDKs' standard mode: a bucket of 500 tokens; each retry takes some; a
 * call that succeeds brings back what its last retry took, or 1 token where it needed none (AWS
 * SDKs and Tools Reference Guide, "Retry behavior"; the numbers as in the constants of the SDK for
 * JavaScript, middleware-retry, and botocore, retries/standard.py).
 *
 * <p>The quota belongs to a client object; here to a client process.
 */
final class AwsThrottle implements Throttle {

  private static final int CAPACITY = 500;

  private final int price;
  private final int priceAfterTimeout;
  private int tokens = CAPACITY;

  private AwsThrottle(int price, int priceAfterTimeout) {
    this.price = price;
    this.priceAfterTimeout = priceAfterTimeout;
  }

  /** A retry takes 5 tokens, after a timeout 10. */
  static AwsThrottle original() {
    return new AwsThrottle(5, 10);
  }

  /**
   * A retry takes 14 tokens, whatever the transient failure: the prices that the AWS Developer
   * Tools Blog, "Announcing updated retry behavior for AWS SDKs and Tools", announces as the
   * default from November 2026.
   */
  static AwsThrottle updated() {
    return new AwsThrottle(14, 14);
  }

  @Override
  public void failed() {}

  @Override
  public int tryRetry(Throwable failure) {
    int cost = failure instanceof SocketTimeoutException ? priceAfterTimeout : price;
    if (tokens < cost) {
      return REFUSED;
    }
    tokens -= cost;
    return cost;
  }

  @Override
  public void succeeded(int paid) {
    tokens = Math.min(CAPACITY, tokens + (paid == 0 ? 1 : paid));
  }
}
