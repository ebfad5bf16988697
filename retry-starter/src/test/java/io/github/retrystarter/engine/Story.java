package io.github.retrystarter.engine;

import io.github.retrystarter.policy.Policy;

/** What has happened in a call so far, for tests of the brain. */
record Story(
    long elapsed,
    Lanes lanes,
    boolean timedOut,
    boolean nested,
    boolean lost,
    long shut,
    boolean closing,
    boolean inPart) {

  static final Story FIRST = new Story(0, Lanes.NONE, false, false, false, 0, false, false);

  static Story of(Lanes lanes) {
    return new Story(0, lanes, false, false, false, 0, false, false);
  }

  static Story elapsed(long nanos) {
    return new Story(nanos, Lanes.NONE, false, false, false, 0, false, false);
  }

  Story cut() {
    return new Story(elapsed, lanes, true, nested, lost, shut, closing, inPart);
  }

  Story insideGaveUp() {
    return new Story(elapsed, lanes, timedOut, true, lost, shut, closing, inPart);
  }

  Story transactionLost() {
    return new Story(elapsed, lanes, timedOut, nested, true, shut, closing, inPart);
  }

  Story breakerShutFor(long nanos) {
    return new Story(elapsed, lanes, timedOut, nested, lost, nanos, closing, inPart);
  }

  Story whileClosing() {
    return new Story(elapsed, lanes, timedOut, nested, lost, shut, true, inPart);
  }

  Story afterElements() {
    return new Story(elapsed, lanes, timedOut, nested, lost, shut, closing, true);
  }

  /** As a call under this policy sees it, which no other call is around. */
  Brain.Situation under(Policy policy) {
    long left = policy.timeout() == Policy.NONE ? Policy.NONE : policy.timeout() - elapsed;
    return new Brain.Situation(left, lanes, timedOut, nested, lost, shut, 0, closing, inPart);
  }
}
