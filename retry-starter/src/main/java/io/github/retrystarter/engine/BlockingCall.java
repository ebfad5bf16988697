package io.github.retrystarter.engine;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.time.Time;
import org.jspecify.annotations.Nullable;

/** One call off the success path: carries out what its course says. Used by one thread, once. */
final class BlockingCall<S> {

  private final Call call;
  private final Course course;
  private final Attempts<S> attempts;
  private final S subject;

  /** What the last attempt returned; null where it threw. */
  private @Nullable Object value;

  /** Whether the last attempt was cut, by whatever limit. */
  private boolean cut;

  /** Whether it was cut by the deadline of the call, or of one around it. */
  private boolean byDeadline;

  BlockingCall(Call call, Course course, Attempts<S> attempts, S subject) {
    this.call = call;
    this.course = course;
    this.attempts = attempts;
    this.subject = subject;
  }

  /** Runs the call from its first attempt. */
  @Nullable Object run() throws Throwable {
    return goOn(course.begin());
  }

  /** Goes on after a first attempt that failed. */
  @Nullable Object afterFailure(Throwable failure) throws Throwable {
    return goOn(course.failed(failure));
  }

  /** Goes on after a first attempt whose value was rejected. */
  @Nullable Object afterValue(@Nullable Object returned) throws Throwable {
    value = returned;
    return goOn(course.rejected(returned));
  }

  /** Goes on with what is to be done next. */
  @Nullable Object goOn(Step first) throws Throwable {
    Step step = first;
    try {
      while (!(step instanceof Step.End)) {
        step = step instanceof Step.Wait wait ? pause(wait.nanos()) : attempt();
      }
    } finally {
      course.release();
    }
    return end((Step.End) step);
  }

  private Step attempt() {
    value = null;
    cut = false;
    try {
      value = watched();
    } catch (Throwable failure) {
      return cut ? course.cut(failure, byDeadline) : course.failed(failure);
    }
    return call.site().rejects(value) ? course.rejected(value) : course.succeeded();
  }

  private Step pause(long nanos) {
    boolean whole;
    try {
      whole = call.site().engine().time().sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return course.waitCutShort(Outcome.INTERRUPTED);
    } catch (Throwable bug) {
      return course.broken(bug);
    }
    return whole ? course.waited() : course.waitCutShort(Outcome.SHUTDOWN);
  }

  private @Nullable Object watched() throws Throwable {
    Deadline limit = call.attemptBegins();
    if (limit == null) {
      return invoke();
    }
    Time time = call.site().engine().time();
    AttemptWatch watch = AttemptWatch.start(time, limit.left(time.nanos()));
    Object returned;
    try {
      returned = invoke();
    } catch (Throwable thrown) {
      boolean interrupted = watch.end();
      // The watch may be late, and that of a call around, which has the same deadline, be first.
      if (thrown instanceof Error || (!interrupted && limit.left(time.nanos()) > 0)) {
        throw thrown;
      }
      cut = true;
      byDeadline = limit.whose() != call || !limit.ofAttempt();
      throw cutFailure(limit, thrown);
    }
    // A value that comes late is a success all the same: the work was done.
    watch.end();
    return returned;
  }

  private @Nullable Object invoke() throws Throwable {
    return call.attempt() == 1 ? attempts.first(subject) : attempts.again(subject);
  }

  private AttemptTimeoutException cutFailure(Deadline limit, Throwable thrown) {
    Throwable cause = call.lastRealFailure();
    AttemptTimeoutException failure =
        new AttemptTimeoutException(
            "attempt %d of %s was cut: %s"
                .formatted(call.attempt(), call.site().stats().method(), limit.told(call)),
            limit.limit(),
            cause);
    // It shows where the attempt was stuck.
    if (thrown != cause) {
      failure.addSuppressed(thrown);
    }
    return failure;
  }

  private @Nullable Object end(Step.End end) throws Throwable {
    Throwable failure = end.failure();
    if (failure == null) {
      return value;
    }
    Attempts.Answer answer = attempts.fallback(subject, failure);
    if (answer == null) {
      throw failure;
    }
    return new Ending(call).fallBack(answer, end.outcome(), failure);
  }
}
