package io.github.retrystarter.aop.elsewhere;

import io.github.retrystarter.annotation.Retryable;

/** Its method is seen in this package only. */
public class HiddenMethod {

  @Retryable
  String call() {
    return "never retried";
  }

  /** Uses what nobody else can. */
  public String callIt() {
    return call();
  }
}
