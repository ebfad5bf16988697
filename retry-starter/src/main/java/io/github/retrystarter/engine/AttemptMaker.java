package io.github.retrystarter.engine;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.time.Time;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all hands do in the same way: make an attempt in this thread, and interrupt it when its time
 * is up. Used by one call, by one thread at a time.
 */
abstract class AttemptMaker<S> {

  final Call call;
  final Course course;
  final Attempts<S> attempts;
  final S subject;

  /** Whether the last attempt was cut, by whatever limit. */
  private boolean cut;

  AttemptMaker(Call call, Course course, Attempts<S> attempts, S subject) {
    this.call = call;
    this.course = course;
    this.attempts = attempts;
    this.subject = subject;
  }

  final Time time() {
    return call.site().engine().time();
  }

  /** Makes an attempt, in its time. */
  final @Nullable Object attempt() throws Throwable {
    cut = false;
    Deadline first = call.attemptBegins();
    ThreadContext.Scope inside = course.attemptBegins().open();
    try {
      return first == null ? invoke() : watched(first);
    } finally {
      inside.close();
    }
  }

  /** What {@link #attempt()} threw. */
  final Step thrown(Throwable failure) {
    if (attempts.isUnwanted(subject)) {
      return course.cancelled();
    }
    return cut ? course.cut(failure, isOfCall()) : course.failed(failure);
  }

  /**
   * The attempt did not come to its end in time.
   *
   * @param shown what it failed with when it was cut; null if nobody knows
   */
  final Step cutNow(Deadline over, @Nullable Throwable shown) {
    return course.cut(cutFailure(over, shown), isOfCall());
  }

  /** Whether it is the deadline of the call, or of one around it. */
  private boolean isOfCall() {
    Deadline over = call.limit();
    return over != null && (over.whose() != call || !over.ofAttempt());
  }

  /** What runs in here knows that it is a part of the call, whatever thread it is in. */
  final @Nullable Object inCall(Attempts.Answer work) throws Throwable {
    List<@Nullable Object> cell = Ambient.cell();
    int depth = Ambient.enter(cell, call);
    try {
      return work.get();
    } finally {
      Ambient.leave(cell, depth);
    }
  }

  private @Nullable Object watched(Deadline first) throws Throwable {
    Time time = time();
    AttemptWatch watch = AttemptWatch.start(time, first.left(time.nanos()));
    Object returned;
    try {
      returned = invoke();
    } catch (Throwable thrown) {
      boolean interrupted = watch.end();
      // The watch may be late, and that of a call around, which has the same deadline, be first.
      if (thrown instanceof Error || (!interrupted && first.left(time.nanos()) > 0)) {
        throw thrown;
      }
      cut = true;
      throw cutFailure(first, thrown);
    }
    // A value that comes late is a success all the same: the work was done.
    watch.end();
    return returned;
  }

  /** Calls the work. */
  final @Nullable Object invoke() throws Throwable {
    return call.attempt() == 1 ? attempts.first(subject) : attempts.again(subject);
  }

  private AttemptTimeoutException cutFailure(Deadline over, @Nullable Throwable thrown) {
    Throwable cause = call.lastRealFailure();
    AttemptTimeoutException failure =
        new AttemptTimeoutException(
            "attempt %d of %s was cut: %s"
                .formatted(call.attempt(), call.site().stats().method(), over.told(call)),
            over.limit(),
            cause);
    // It shows where the attempt was stuck.
    if (thrown != null && thrown != cause) {
      failure.addSuppressed(thrown);
    }
    return failure;
  }
}
