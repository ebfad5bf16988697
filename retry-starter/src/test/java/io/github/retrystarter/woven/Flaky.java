package io.github.retrystarter.woven;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Fails as often as it is told, and keeps what it was called with. */
final class Flaky {

  static final Flaky STATIC = new Flaky();

  private final List<String> calls = new ArrayList<>();
  private int failures = Integer.MAX_VALUE;

  /** Answers after so many failures. */
  Flaky failing(int times) {
    failures = times;
    return this;
  }

  void reset() {
    calls.clear();
    failures = Integer.MAX_VALUE;
  }

  String call(String with) throws IOException {
    calls.add(with);
    if (calls.size() <= failures) {
      throw new IOException("broken " + calls.size());
    }
    return with + " at " + calls.size();
  }

  int calls() {
    return calls.size();
  }

  List<String> all() {
    return calls;
  }
}
