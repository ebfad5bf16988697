package io.github.retrystarter.aop.elsewhere;

import io.github.retrystarter.annotation.Retryable;

/** Shares its simple name with another interface. */
public interface TwinClient {

  /** Retried. */
  @Retryable
  void call();
}
