package io.github.retrystarter.aop.elsewhere;

import io.github.retrystarter.annotation.Retryable;

/** Shares its simple name with another class. */
public class Twin {

  /** Retried. */
  @Retryable
  public void call() {}
}
