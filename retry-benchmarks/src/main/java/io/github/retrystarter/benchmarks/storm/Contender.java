package io.github.retrystarter.benchmarks.storm;

import io.github.retrystarter.time.Randomness;

/** Who is compared. */
enum Contender implements Strategy {
  /** One attempt. */
  NO_RETRIES("no retries") {
    @Override
    public Instance instance(Timeline timeline, Randomness random) {
      return throttled(0, 1000, random, Throttle.NONE);
    }
  },
  /**
   * 3 retries and nothing to hold them back, as Spring Framework 7's and Resilience4j's retries are
   * when set so.
   */
  PLAIN("3 retries, exponential, full jitter") {
    @Override
    public Instance instance(Timeline timeline, Randomness random) {
      return throttled(3, 10_000, random, Throttle.NONE);
    }
  },
  /** See {@link Resilience4jTries}. */
  RESILIENCE4J("Resilience4j retry + circuit breaker") {
    @Override
    public Instance instance(Timeline timeline, Randomness random) {
      return Resilience4jTries.instance(timeline, random);
    }
  },
  /** See {@link GrpcThrottle}; the retries as in the same document's example. */
  GRPC("gRPC's retry throttle") {
    @Override
    public Instance instance(Timeline timeline, Randomness random) {
      return throttled(3, 1000, random, new GrpcThrottle());
    }
  },
  /** See {@link AwsThrottle#original()}; 3 attempts, the SDK for JavaScript's delays. */
  AWS("AWS SDKs' standard mode") {
    @Override
    public Instance instance(Timeline timeline, Randomness random) {
      return throttled(2, 20_000, random, AwsThrottle.original());
    }
  },
  /** See {@link AwsThrottle#updated()}; 3 attempts, first delay 50 ms. */
  AWS_2026("AWS SDKs' standard mode, updated") {
    @Override
    public Instance instance(Timeline timeline, Randomness random) {
      Backoff backoff = new Backoff(50 * MILLISECOND, 20_000 * MILLISECOND);
      Throttle throttle = AwsThrottle.updated();
      return () -> new ThrottledRetry(2, backoff, random, throttle);
    }
  },
  /** See {@link StarterTries#byDefault}. */
  STARTER("Retry Starter, defaults") {
    @Override
    public Instance instance(Timeline timeline, Randomness random) {
      return StarterTries.byDefault(timeline, random);
    }
  },
  /** See {@link StarterTries#withBreaker}. */
  STARTER_BREAKER("Retry Starter + circuit breaker") {
    @Override
    public Instance instance(Timeline timeline, Randomness random) {
      return StarterTries.withBreaker(timeline, random);
    }
  };

  private static final long MILLISECOND = 1_000_000;

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  /** How the table calls it. */
  String title() {
    return title;
  }

  private static Instance throttled(
      int maxRetries, long capMillis, Randomness random, Throttle throttle) {
    Backoff backoff = new Backoff(100 * MILLISECOND, capMillis * MILLISECOND);
    return () -> new ThrottledRetry(maxRetries, backoff, random, throttle);
  }
}
