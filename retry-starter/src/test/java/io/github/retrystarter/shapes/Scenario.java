package io.github.retrystarter.shapes;

import io.github.retrystarter.event.Outcome;
import java.util.List;

/** What happens to a call, and what becomes of it, whatever its shape. */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes them
public enum Scenario {
  AT_ONCE(1, Outcome.SUCCESS, List.of(Event.VALUE)),
  AFTER_ONE_RETRY(2, Outcome.SUCCESS_AFTER_RETRY, List.of(Event.FAILURE, Event.VALUE)),
  EXHAUSTED(4, Outcome.EXHAUSTED, List.of(Event.FAILURE)),
  PERMANENT(1, Outcome.PERMANENT, List.of(Event.BUG)),
  TIMEOUT(1, Outcome.TIMEOUT, List.of(Event.NOTHING), "retry.defaults.timeout=5s"),
  ATTEMPT_TIMEOUT(
      2,
      Outcome.SUCCESS_AFTER_RETRY,
      List.of(Event.NOTHING, Event.VALUE),
      "retry.defaults.attempt-timeout=5s"),
  /** During the first wait; a caller that waits in his own thread is interrupted. */
  CANCELLED(1, Outcome.CANCELLED, List.of(Event.FAILURE)),
  BREAKER_OPEN(
      0,
      Outcome.CIRCUIT_OPEN,
      List.of(Event.VALUE),
      "retry.defaults.circuit-breaker=gateway",
      "retry.circuit-breakers.gateway.consecutive-failures=3"),
  FALLBACK(4, Outcome.EXHAUSTED, List.of(Event.ANSWERABLE));

  /** How an attempt ends. */
  enum Event {
    VALUE,
    FAILURE,
    BUG,
    /** Not before it is cut. */
    NOTHING,
    /** With a failure for which there is a fallback. */
    ANSWERABLE
  }

  final int calls;
  final Outcome outcome;
  final List<Event> events;
  final String[] properties;

  Scenario(int calls, Outcome outcome, List<Event> events, String... properties) {
    this.calls = calls;
    this.outcome = outcome;
    this.events = events;
    this.properties = properties;
  }

  boolean succeeds() {
    return outcome == Outcome.SUCCESS || outcome == Outcome.SUCCESS_AFTER_RETRY;
  }
}
