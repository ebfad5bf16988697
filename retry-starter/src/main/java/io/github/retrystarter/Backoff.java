package io.github.retrystarter;

import java.time.Duration;

/**
 * A delay of the user's own, for policies with {@code backoff: custom}: a bean of this type, named
 * by {@code backoff-bean}.
 *
 * <p>The starter adds no jitter to it, but caps it at the policy's {@code max-delay}; a negative
 * delay counts as zero. Where it throws, the policy's {@code delay} is waited instead.
 * Implementations are called from many threads at once.
 */
@FunctionalInterface
public interface Backoff {

  /**
   * The wait before a retry.
   *
   * @param retry which retry this is, from 1
   * @param random uniform in [0, 1), drawn anew for every retry
   * @return the wait
   */
  Duration delay(int retry, double random);
}
