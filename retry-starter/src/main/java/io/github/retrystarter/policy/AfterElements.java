package io.github.retrystarter.policy;

/** What to do about a failure after elements of the result have gone out. */
public enum AfterElements {
  /** It is passed on: nobody sees an element twice. */
  STOP,
  /** It is retried as any other: who has had elements may get them again. */
  RETRY
}
