package io.github.retrystarter.benchmarks.storm;

/** What a caller does next. */
sealed interface Move {

  /** Makes an attempt. */
  Move ATTEMPT = new Attempt();

  /** Ends the call with a success. */
  Move SUCCESS = new End(true);

  /** Ends the call with a failure. */
  Move FAILURE = new End(false);

  /** Makes an attempt. */
  record Attempt() implements Move {}

  /** Waits so many nanoseconds. */
  record Wait(long nanos) implements Move {}

  /** Ends the call. */
  record End(boolean successful) implements Move {}
}
