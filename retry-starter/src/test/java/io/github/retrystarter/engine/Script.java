package io.github.retrystarter.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;

/** Work that does one thing after the other, and counts; the last thing is repeated. */
final class Script implements Callable<Object> {

  private final Deque<Callable<Object>> steps = new ArrayDeque<>();
  private int calls;

  static Script fails(Throwable failure) {
    return new Script().thenFails(failure);
  }

  static Script returns(Object value) {
    return new Script().thenReturns(value);
  }

  Script thenFails(Throwable failure) {
    return then(
        () -> {
          throw Sneaky.rethrow(failure);
        });
  }

  Script thenReturns(Object value) {
    return then(() -> value);
  }

  Script then(Callable<Object> step) {
    steps.add(step);
    return this;
  }

  int calls() {
    return calls;
  }

  @Override
  public Object call() throws Exception {
    calls++;
    Callable<Object> step = steps.size() > 1 ? steps.remove() : steps.element();
    return step.call();
  }
}
