package io.github.retrystarter.engine;

import io.github.retrystarter.event.Outcome;
import org.jspecify.annotations.Nullable;

/** The blocking hand, off the success path: attempts and waits are the caller's thread's own. */
class BlockingCall<S> extends AttemptMaker<S> implements AttemptHand {

  /** What the last attempt returned; null where it threw. */
  private @Nullable Object value;

  BlockingCall(Call call, Course course, Attempts<S> attempts, S subject) {
    super(call, course, attempts, subject);
  }

  @Override
  public final @Nullable Object afterFailure(Throwable failure) throws Throwable {
    return goOn(thrown(failure));
  }

  @Override
  public @Nullable Object afterValue(@Nullable Object returned) throws Throwable {
    value = returned;
    return goOn(course.rejected(returned));
  }

  @Override
  public final @Nullable Object goOn(Step first) throws Throwable {
    Step step = first;
    try {
      while (!(step instanceof Step.End)) {
        step = step instanceof Step.Wait wait ? pause(wait.nanos()) : next();
      }
    } finally {
      course.release();
    }
    return end((Step.End) step);
  }

  private Step next() {
    return ended(this::attempt);
  }

  /** How an attempt ended. */
  final Step ended(Attempts.Answer attempt) {
    value = null;
    try {
      value = attempt.get();
    } catch (Throwable failure) {
      return thrown(failure);
    }
    Object result = result(value);
    return call.site().rejects(result) ? course.rejected(result) : course.succeeded();
  }

  /** The result that an attempt returned. */
  @Nullable Object result(@Nullable Object returned) {
    return returned;
  }

  private Step pause(long nanos) {
    if (attempts.isUnwanted(subject)) {
      return course.waitCutShort(Outcome.CANCELLED);
    }
    boolean whole;
    try {
      whole = time().sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return course.waitCutShort(
          attempts.isUnwanted(subject) ? Outcome.CANCELLED : Outcome.INTERRUPTED);
    } catch (Throwable bug) {
      return course.broken(bug);
    }
    return whole ? course.waited() : course.waitCutShort(Outcome.SHUTDOWN);
  }

  private @Nullable Object end(Step.End end) throws Throwable {
    Throwable failure = end.failure();
    if (failure == null) {
      return value;
    }
    Attempts.Answer answer =
        end.outcome() == Outcome.CANCELLED ? null : attempts.fallback(subject, failure);
    if (answer == null) {
      return new Failed(failure);
    }
    Ending ending = new Ending(call);
    ending.fallingBack(end.outcome());
    Object answered;
    try {
      answered = answer.get();
    } catch (Throwable own) {
      ending.fallbackFailed(own, failure, end.outcome());
      throw own;
    }
    ending.fallbackAnswered();
    return answered;
  }
}
