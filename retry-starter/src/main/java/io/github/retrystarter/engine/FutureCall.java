package io.github.retrystarter.engine;

import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.time.Time;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The hand for methods that promise a result for later: attempts end, and waits pass, without a
 * thread.
 *
 * <p>Many threads come by: those in which promises are kept, those of waits and time limits, and
 * whoever cancels. One at a time works on the call, without a lock: {@link #pending} holds what the
 * call is suspended for, and whoever comes takes it out by compare-and-set, and leaves his thread
 * in its place; only the one who succeeds goes on, until the call is suspended anew or has been
 * answered. So each attempt and each wait ends in one way, and all that the course of a call writes
 * is seen by whoever goes on with it.
 *
 * <p>A caller who cancels while a thread is at work leaves a flag. No cancellation is lost: the
 * flag is set before {@code pending} is read, and {@code pending} is set before the flag is read,
 * so at least one sees the other.
 *
 * <p>Whatever is thrown where nothing should be, such as an exhausted stack or by a clock: the
 * thread that finds itself in {@code pending} has died at work, in this frame or in one that this
 * one called, and fails the call. Otherwise the call is in other hands.
 */
@SuppressWarnings("FutureReturnValueIgnored") // it is what the caller gets
final class FutureCall<S> extends AttemptHand<S> {

  private static final Object ANSWERED = new Object();

  /** A promise takes what it takes. */
  private static final long UNTIL_KEPT = Long.MAX_VALUE;

  private static final VarHandle PENDING;

  static {
    try {
      PENDING = MethodHandles.lookup().findVarHandle(FutureCall.class, "pending", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final RetryFuture returned = new RetryFuture(this);

  @SuppressWarnings("FieldMayBeFinal") // by the handle
  private volatile Object pending = Thread.currentThread();

  private volatile boolean unwanted;

  /** Whether the course has ended, and its outcome is told. */
  private boolean ended;

  /** Taken in the caller's thread when the call leaves it. */
  private ThreadContext.@Nullable Captured context;

  /** What the last attempt promised, when the promise was kept. */
  private @Nullable Object value;

  FutureCall(Call call, Course course, Attempts<S> attempts, S subject) {
    super(call, course, attempts, subject);
  }

  @Override
  Object afterValue(@Nullable Object promise) {
    carryOut(() -> await(promise));
    return returned;
  }

  @Override
  Object goOn(Step first) {
    carryOut(() -> first);
    return returned;
  }

  /** The caller has what he wants, or wants it no more. */
  void unwanted() {
    unwanted = true;
    if (pending instanceof Suspended suspended && take(suspended)) {
      resume(suspended::calledOff);
    }
  }

  /** What a thread that is at work does; null where the call is suspended, or has been answered. */
  private interface Next {
    @Nullable Step step();
  }

  /** Goes on until the call is suspended or has ended. */
  private void carryOut(Next first) {
    try {
      Step step = first.step();
      while (step != null && !(step instanceof Step.End)) {
        step = step instanceof Step.Wait wait ? suspend(new Pause(), wait.nanos()) : next();
      }
      if (step instanceof Step.End end) {
        end(end);
      }
    } catch (Throwable bug) {
      if (isMine()) {
        breakOff(bug);
      } else if (pending instanceof Suspended begun && take(begun)) {
        breakOff(bug);
        begun.forget();
      }
    }
  }

  private boolean isMine() {
    return pending == Thread.currentThread();
  }

  /** The last resort: the caller must not wait for ever. */
  private void breakOff(Throwable bug) {
    try {
      if (!ended && course.broken(bug) instanceof Step.End end) {
        end(end);
        return;
      }
    } catch (Throwable again) {
      // It does not get better.
    }
    try {
      course.release();
    } finally {
      fail(bug);
    }
  }

  private void answer(@Nullable Object result) {
    returned.answer(result);
    pending = ANSWERED;
  }

  private void fail(Throwable failure) {
    returned.fail(failure);
    pending = ANSWERED;
  }

  /** Makes an attempt; null where its end is to come. */
  private @Nullable Step next() {
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
        : suspend(new Attempt(promise), UNTIL_KEPT);
  }

  /** The attempt has its value. */
  private Step kept(@Nullable Object result) {
    value = result;
    return call.site().rejects(result) ? course.rejected(result) : course.succeeded();
  }

  /** Null where the call is suspended; it may go on in other threads before this returns. */
  private @Nullable Step suspend(Suspended why, long nanos) {
    if (context == null && !why.isOver()) {
      context = call.site().engine().threadContext().capture();
    }
    pending = why;
    if (unwanted && take(why)) {
      return why.calledOff();
    }
    try {
      why.begin(nanos);
      if (pending != why) {
        // Over already; what was set since is of no use any more.
        why.forget();
      }
    } catch (Throwable bug) {
      if (take(why)) {
        return why.brokenBy(bug);
      }
      if (isMine()) {
        throw bug;
      }
    }
    return null;
  }

  private boolean take(Object suspended) {
    return PENDING.compareAndSet(this, suspended, Thread.currentThread());
  }

  /** Goes on in whatever thread has come by, with what the caller's thread had. */
  private void resume(Next next) {
    ThreadContext.Captured captured = context;
    if (captured == null || captured == ThreadContext.Captured.NOTHING) {
      carryOut(next);
      return;
    }
    try {
      ThreadContext.Scope scope = captured.restore();
      try {
        carryOut(next);
      } finally {
        scope.close();
      }
    } catch (Throwable bug) {
      if (isMine()) {
        breakOff(bug);
      }
    }
  }

  private void end(Step.End end) {
    ended = true;
    course.release();
    Throwable failure = end.failure();
    if (failure == null) {
      answer(value);
    } else if (unwanted) {
      pending = ANSWERED;
    } else {
      answerOrFail(end.outcome(), failure);
    }
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
      carryOut(() -> suspend(fallback, UNTIL_KEPT));
    }
  }

  /** What a call is suspended for. Whoever wants to go on with the call takes it. */
  private abstract static class Suspended {

    /**
     * Sees to it that somebody comes; may be over before this returns.
     *
     * @param nanos how long a wait takes
     */
    abstract void begin(long nanos);

    /** Whether it is over before it begins. */
    boolean isOver() {
      return false;
    }

    /** Nobody need come any more. Called more than once. */
    abstract void forget();

    /** It was taken by one who does not want the call to go on. */
    abstract @Nullable Step calledOff();

    /** It could not begin. */
    abstract @Nullable Step brokenBy(Throwable bug);
  }

  private final class Pause extends Suspended implements Time.Waiter {
    private volatile Time.@Nullable Alarm alarm;

    @Override
    void begin(long nanos) {
      alarm = time().after(nanos, this);
    }

    @Override
    public void waited(boolean whole) {
      if (take(this)) {
        resume(() -> whole ? course.waited() : course.waitCutShort(Outcome.SHUTDOWN));
      }
    }

    @Override
    void forget() {
      Time.Alarm set = alarm;
      if (set != null) {
        set.cancel();
      }
    }

    @Override
    Step calledOff() {
      forget();
      return course.waitCutShort(Outcome.CANCELLED);
    }

    @Override
    Step brokenBy(Throwable bug) {
      return course.broken(bug);
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
    void begin(long nanos) {
      if (promise instanceof CompletionStage<?> stage) {
        stage.whenComplete(this);
      } else {
        lookAt((Future<?>) promise);
      }
    }

    /** Plain futures tell nobody when they are done. */
    private void lookAt(Future<?> future) {
      try {
        if (future.isDone()) {
          Futures.Ended ended = Futures.ended(future);
          accept(ended.value(), ended.failure());
        } else if (pending == this) {
          look = time().watch(future::isDone, () -> lookAt(future));
          if (pending != this) {
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
    void begin(long nanos) {
      super.begin(nanos);
      Deadline limit = call.limit();
      if (limit != null && pending == this) {
        end = time().alarm(limit.left(time().nanos()), () -> time().run(() -> cut(limit)));
      }
    }

    private void cut(Deadline limit) {
      if (take(this)) {
        resume(
            () -> {
              cancel();
              return cutNow(limit);
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
      pending = ANSWERED;
      return null;
    }
  }
}
