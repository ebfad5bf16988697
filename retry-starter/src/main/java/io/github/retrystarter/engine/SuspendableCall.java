package io.github.retrystarter.engine;

import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.time.Time;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A call whose attempts end, and whose waits pass, without a thread.
 *
 * <p>Many threads come by: those in which attempts end, those of waits and time limits, and whoever
 * cancels. One at a time works on the call, without a lock: {@link #pending} holds what the call is
 * suspended for, and whoever comes takes it out by compare-and-set, and leaves his thread in its
 * place; only the one who succeeds goes on, until the call is suspended anew or has been answered.
 * So each attempt and each wait ends in one way, and all that the course of a call writes is seen
 * by whoever goes on with it.
 *
 * <p>A caller who cancels while a thread is at work leaves a flag. No cancellation is lost: the
 * flag is set before {@code pending} is read, and {@code pending} is set before the flag is read,
 * so at least one sees the other.
 *
 * <p>Whatever is thrown where nothing should be, such as an exhausted stack or by a clock: the
 * thread that finds itself in {@code pending} has died at work, in this frame or in one that this
 * one called, and fails the call. Otherwise the call is in other hands.
 */
abstract class SuspendableCall<S> extends AttemptMaker<S> {

  private static final Object ANSWERED = new Object();

  private static final VarHandle PENDING;

  static {
    try {
      PENDING =
          MethodHandles.lookup().findVarHandle(SuspendableCall.class, "pending", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("FieldMayBeFinal") // by the handle
  private volatile Object pending = Thread.currentThread();

  private volatile boolean unwanted;

  /** Whether the course has ended, and its outcome is told. */
  private boolean ended;

  /** Taken in the caller's thread when the call leaves it. */
  private ThreadContext.@Nullable Captured context;

  SuspendableCall(Call call, Course course, Attempts<S> attempts, S subject) {
    super(call, course, attempts, subject);
  }

  /** What a thread that is at work does; null where the call is suspended, or has been answered. */
  interface Next {
    @Nullable Step step();
  }

  /** Makes an attempt; null where its end is to come. */
  abstract @Nullable Step next();

  /**
   * The call has ended: sees to it that its caller gets an answer, if he still wants one, and that
   * {@link #answered} is called before.
   */
  abstract void end(Step.End end);

  /** The caller gets this and no more, unless he has had an answer. */
  abstract void fail(Throwable bug);

  /** The caller has what he wants, or wants it no more. */
  final void unwanted() {
    unwanted = true;
    if (pending instanceof Suspended suspended && take(suspended)) {
      resume(suspended::calledOff);
    }
  }

  final boolean isUnwanted() {
    return unwanted;
  }

  /** Goes on until the call is suspended or has ended. */
  final void carryOut(Next first) {
    try {
      Step step = first.step();
      while (step != null && !(step instanceof Step.End)) {
        step =
            step instanceof Step.Wait wait
                ? suspend(new Pause(wait.nanos()))
                : unwanted ? course.unwanted() : next();
      }
      if (step instanceof Step.End end) {
        over(end);
      }
    } catch (Throwable bug) {
      if (isMine()) {
        breakOff(bug);
      } else if (pending instanceof Suspended begun && take(begun)) {
        breakOff(bug);
        begun.forget();
      } else if (pending == ANSWERED) {
        throw bug; // by whoever was told of the answer
      }
    }
  }

  private void over(Step.End end) {
    ended = true;
    course.release();
    end(end);
  }

  private boolean isMine() {
    return pending == Thread.currentThread();
  }

  /** The last resort: the caller must not wait for ever. */
  private void breakOff(Throwable bug) {
    try {
      if (!ended && course.broken(bug) instanceof Step.End end) {
        over(end);
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

  /** Nobody works on the call any more. */
  final void answered() {
    pending = ANSWERED;
  }

  /** Null where the call is suspended; it may go on in other threads before this returns. */
  final @Nullable Step suspend(Suspended why) {
    if (context == null && !why.isOver()) {
      context = call.site().engine().threadContext().capture();
    }
    pending = why;
    if (unwanted && take(why)) {
      return why.calledOff();
    }
    Next over;
    try {
      over = why.begin();
    } catch (Throwable bug) {
      if (take(why)) {
        return why.brokenBy(bug);
      }
      if (isMine()) {
        throw bug;
      }
      return null;
    }
    Next mine = over != null && take(why) ? over : null;
    if (!isSuspendedFor(why)) {
      // Over already; what was set since is of no use any more.
      why.forget();
    }
    return mine == null ? null : mine.step();
  }

  /** Back to what the call was suspended for, and was taken out to look at. */
  final @Nullable Step suspendAgain(Suspended why) {
    pending = why;
    return unwanted && take(why) ? why.calledOff() : null;
  }

  final boolean isSuspendedFor(Suspended why) {
    return pending == why;
  }

  /** Whether it is the one who took it that goes on with the call. */
  final boolean take(Suspended suspended) {
    return PENDING.compareAndSet(this, suspended, Thread.currentThread());
  }

  /** Goes on in whatever thread has come by, with what the caller's thread had. */
  final void resume(Next next) {
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
      if (!isMine()) {
        throw bug;
      }
      breakOff(bug);
    }
  }

  /** What a call is suspended for. Whoever wants to go on with the call takes it. */
  abstract static class Suspended {

    /**
     * Sees to it that somebody comes, who may be there before this returns.
     *
     * @return null; or, where it is over already and nobody comes, what to do if it is not taken
     */
    abstract @Nullable Next begin();

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
    private final long nanos;
    private volatile Time.@Nullable Alarm alarm;

    private Pause(long nanos) {
      this.nanos = nanos;
    }

    @Override
    @Nullable Next begin() {
      alarm = time().after(nanos, this);
      return null;
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
}
