package io.github.retrystarter.benchmarks.storm;

import io.github.retrystarter.time.Randomness;

/**
 * Exponential with full jitter: uniform in [0, min(cap, base · 2^(n-1))] (M. Brooker, Exponential
 * Backoff And Jitter, AWS 2015).
 *
 * @param base the longest first wait, nanoseconds
 * @param cap the longest of all, nanoseconds
 */
record Backoff(long base, long cap) {

  /** The wait before the n-th retry, n from 1, nanoseconds. */
  long nanos(int n, Randomness random) {
    return (long) (Math.min(cap, base << (n - 1)) * random.next());
  }
}
