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
 * suspended for, and whoever comes takes it out by compare-and-set; only the one who succeeds goes
 * on, until the call is suspended anew or has ended. So each attempt and each wait ends in one way,
 * and all that the course of a call writes is seen by whoever goes on with it.
 *
 * <p>A caller who cancels while a thread is at work leaves a flag. No cancellation is lost: the
 * flag is set before {@code pending} is read, and {@code pending} is set before the flag is read,
 * so at least one sees the other.
 */
abstract class SuspendableCall<S> extends AttemptMaker<S> {

  private static final Object AT_WORK = new Object();

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
  private volatile Object pending = AT_WORK;

  private volatile boolean unwanted;

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

  /** The call has ended: answers its caller, if he still wants to know. */
  abstract void end(Step.End end);

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
    Step step;
    try {
      step = first.step();
      while (step != null && !(step instanceof Step.End)) {
        step =
            step instanceof Step.Wait wait
                ? suspend(new Pause(wait.nanos()))
                : unwanted ? course.unwanted() : next();
      }
    } catch (Throwable bug) {
      // Such as an exhausted stack: the caller must not wait for ever.
      step = pending == AT_WORK ? course.broken(bug) : null;
    }
    if (step instanceof Step.End end) {
      end(end);
    }
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
      return take(why) ? why.brokenBy(bug) : null;
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
    return PENDING.compareAndSet(this, suspended, AT_WORK);
  }

  /** Goes on in whatever thread has come by, with what the caller's thread had. */
  final void resume(Next next) {
    ThreadContext.Captured captured = context;
    if (captured == null || captured == ThreadContext.Captured.NOTHING) {
      carryOut(next);
      return;
    }
    ThreadContext.Scope scope = captured.restore();
    try {
      carryOut(next);
    } finally {
      scope.close();
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

  private final class Pause extends Suspended implements Runnable {
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
    public void run() {
      if (take(this)) {
        resume(() -> time().closed() ? course.waitCutShort(Outcome.SHUTDOWN) : course.waited());
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
