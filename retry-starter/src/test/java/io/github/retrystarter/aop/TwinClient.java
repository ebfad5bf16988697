package io.github.retrystarter.aop;

import io.github.retrystarter.annotation.Retryable;

/** Shares its simple name with another interface. */
public interface TwinClient {

  /** Retried. */
  @Retryable
  void call();
}
