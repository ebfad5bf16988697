package io.github.retrystarter.aop;

import io.github.retrystarter.annotation.Retryable;

/** Shares its simple name with another class. */
public class Twin {

  /** Retried. */
  @Retryable
  public void call() {}
}
