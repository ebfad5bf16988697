package io.github.retrystarter.benchmarks.storm;

import org.jspecify.annotations.Nullable;

/** What is called. */
interface Dependency {

  /** A request reaches it. */
  void request(Reply reply);

  /** Whoever waits for an answer. */
  @FunctionalInterface
  interface Reply {

    /** The answer is there; null for a good one. */
    void arrived(@Nullable Throwable failure);
  }
}
