package io.github.retrystarter.engine;

import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.time.Time;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The hand for methods that promise a result for later. */
@SuppressWarnings("FutureReturnValueIgnored") // it is what the caller gets
final class FutureCall<S> extends SuspendableCall<S> implements AttemptHand {

  private final RetryFuture returned = new RetryFuture(this);

  /** What the last attempt promised, when the promise was kept. */
  private @Nullable Object value;

  FutureCall(Call call, Course course, Attempts<S> attempts, S subject) {
    super(call, course, attempts, subject);
  }

  @Override
  public Object afterFailure(Throwable failure) {
    return goOn(thrown(failure));
  }

  @Override
  public Object afterValue(@Nullable Object promise) {
    carryOut(() -> await(promise));
    return returned;
  }

  @Override
  public Object goOn(Step first) {
    carryOut(() -> first);
    return returned;
  }

  @Override
  @Nullable Step next() {
    Object promise;
    try {
      promise = inCall(this::attempt);
    } catch (Throwable failure) {
      return thrown(failure);
    }
    return await(promise);
  }

  private @Nullable Step await(@Nullable Object promise) {
    return promise == null || !Futures.isPromise(promise)
        ? kept(promise)
        : suspend(new Attempt(promise));
  }

  /** The attempt has its value. */
  private Step kept(@Nullable Object result) {
    value = result;
    return call.site().rejects(result) ? course.rejected(result) : course.succeeded();
  }

  @Override
  void end(Step.End end) {
    Throwable failure = end.failure();
    if (failure == null) {
      answer(value);
    } else if (isUnwanted()) {
      answered();
    } else {
      answerOrFail(end.outcome(), failure);
    }
  }

  private void answer(@Nullable Object result) {
    returned.answer(result);
    answered();
  }

  @Override
  void fail(Throwable failure) {
    returned.fail(failure);
    answered();
  }

  private void answerOrFail(Outcome outcome, Throwable failure) {
    Ending ending = new Ending(call);
    Object promise;
    try {
      Attempts.Answer answer = attempts.fallback(subject, failure);
      if (answer == null) {
        fail(failure);
        return;
      }
      ending.fallingBack(outcome);
      promise = inCall(answer);
    } catch (Throwable own) {
      ending.fallbackFailed(own, failure, outcome);
      fail(own);
      return;
    }
    if (promise == null || !Futures.isPromise(promise)) {
      ending.fallbackAnswered();
      answer(promise);
    } else {
      Object promised = promise;
      Fallback fallback = new Fallback(promised, ending, outcome, failure);
      carryOut(() -> suspend(fallback));
    }
  }

  /** A promise that is still to be kept. */
  private abstract class Promised extends Suspended
      implements BiConsumer<@Nullable Object, @Nullable Throwable> {

    private final Object promise;
    private volatile Time.@Nullable Alarm look;

    private Promised(Object promise) {
      this.promise = promise;
    }

    @Override
    boolean isOver() {
      return Futures.isDone(promise);
    }

    @Override
    @Nullable Next begin() {
      if (promise instanceof CompletionStage<?> stage) {
        stage.whenComplete(this);
      } else {
        lookAt((Future<?>) promise);
      }
      return null;
    }

    /** Plain futures tell nobody when they are done. */
    private void lookAt(Future<?> future) {
      try {
        if (future.isDone()) {
          Futures.Ended ended = Futures.ended(future);
          accept(ended.value(), ended.failure());
        } else if (isSuspendedFor(this)) {
          look = time().watch(future::isDone, () -> lookAt(future));
          if (!isSuspendedFor(this)) {
            forget();
          }
        }
      } catch (Throwable bug) {
        accept(null, bug);
      }
    }

    @Override
    public void accept(@Nullable Object result, @Nullable Throwable failure) {
      if (take(this)) {
        forget();
        resume(() -> failure == null ? keptWith(result) : brokenWith(Futures.unwrapped(failure)));
      }
    }

    abstract @Nullable Step keptWith(@Nullable Object result);

    abstract @Nullable Step brokenWith(Throwable failure);

    @Override
    @Nullable Step brokenBy(Throwable bug) {
      cancel();
      return brokenWith(bug);
    }

    void cancel() {
      forget();
      Futures.cancel(promise);
    }

    @Override
    void forget() {
      Time.Alarm set = look;
      if (set != null) {
        set.cancel();
      }
    }
  }

  private final class Attempt extends Promised {
    private volatile Time.@Nullable Alarm end;

    private Attempt(Object promise) {
      super(promise);
    }

    @Override
    @Nullable Next begin() {
      Next over = super.begin();
      Deadline limit = call.limit();
      if (limit != null && isSuspendedFor(this)) {
        end = time().alarm(limit.left(time().nanos()), () -> time().run(() -> cut(limit)));
      }
      return over;
    }

    private void cut(Deadline limit) {
      if (take(this)) {
        resume(
            () -> {
              cancel();
              return cutNow(limit, null);
            });
      }
    }

    @Override
    Step keptWith(@Nullable Object result) {
      return kept(result);
    }

    @Override
    Step brokenWith(Throwable failure) {
      return course.failed(failure);
    }

    @Override
    Step calledOff() {
      Step end = course.cancelled();
      cancel();
      return end;
    }

    @Override
    void forget() {
      super.forget();
      Time.Alarm set = end;
      if (set != null) {
        set.cancel();
      }
    }
  }

  /** The call was given up, and somebody answers for it. */
  private final class Fallback extends Promised {
    private final Ending ending;
    private final Outcome outcome;
    private final Throwable failure;

    private Fallback(Object promise, Ending ending, Outcome outcome, Throwable failure) {
      super(promise);
      this.ending = ending;
      this.outcome = outcome;
      this.failure = failure;
    }

    @Override
    @Nullable Step keptWith(@Nullable Object result) {
      ending.fallbackAnswered();
      answer(result);
      return null;
    }

    @Override
    @Nullable Step brokenWith(Throwable own) {
      ending.fallbackFailed(own, failure, outcome);
      fail(own);
      return null;
    }

    @Override
    @Nullable Step calledOff() {
      ending.fallbackFailed(failure, failure, outcome);
      cancel();
      answered();
      return null;
    }
  }
}
