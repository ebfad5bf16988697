package io.github.retrystarter.engine;

import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.time.Time;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * The reactive hand: one call for one subscriber, whose attempts are subscriptions to sources.
 *
 * <p>While an attempt runs, the call is suspended for its end. Elements pass without taking the
 * call, except the first: it is told to the breaker. Sources come one after the other, and none
 * signals any more once its end was taken: so the subscriber gets one signal at a time.
 */
final class ReactiveCall<S> extends SuspendableCall<S> implements Subscription {

  private final CoreSubscriber<? super Object> subscriber;
  private final boolean single;
  private final Demand demand = new Demand();
  private final Context inside;

  /** What the last attempt, or the fallback, gave for an answer. */
  private @Nullable Object value;

  /** Whether what has ended last was the fallback. */
  private boolean fellBack;

  ReactiveCall(
      Call call,
      Attempts<S> attempts,
      S subject,
      boolean single,
      CoreSubscriber<? super Object> subscriber) {
    super(call, new Course(call, traced(call, subscriber.currentContext())), attempts, subject);
    this.subscriber = subscriber;
    this.single = single;
    this.inside = subscriber.currentContext().put(CallScope.KEY, call);
  }

  private static @Nullable Object traced(Call call, Context context) {
    Object key = call.site().engine().tracing().key();
    return key == null ? null : context.getOrDefault(key, null);
  }

  void begin() {
    subscriber.onSubscribe(this);
    carryOut(course::begin);
  }

  @Override
  public void request(long elements) {
    if (Operators.validate(elements)) {
      demand.request(elements);
    }
  }

  @Override
  public void cancel() {
    unwanted();
  }

  @Override
  @Nullable Step next() {
    value = null;
    return suspend(new Attempt());
  }

  /** A single one has its value, null if it is empty. */
  private Step has(@Nullable Object result) {
    value = result;
    return call.site().rejects(result) ? course.rejected(result) : course.succeeded();
  }

  @Override
  void end(Step.End end) {
    Throwable failure = end.failure();
    if (isUnwanted()) {
      answered();
    } else if (failure == null) {
      answer();
    } else if (fellBack) {
      fail(failure);
    } else {
      answerOrFail(end.outcome(), failure);
    }
  }

  private void answer() {
    answered();
    Object last = value;
    if (last != null) {
      subscriber.onNext(last);
    }
    subscriber.onComplete();
  }

  @Override
  void fail(Throwable failure) {
    answered();
    if (!isUnwanted()) {
      subscriber.onError(failure);
    }
  }

  private void answerOrFail(Outcome outcome, Throwable failure) {
    // Half of one answer and half of another are none.
    Ending ending = new Ending(call);
    fellBack = true;
    Attempts.Answer answer;
    try {
      answer = demand.hasDelivered() ? null : attempts.fallback(subject, failure);
    } catch (Throwable own) {
      ending.fallbackFailed(own, failure, outcome);
      fail(own);
      return;
    }
    if (answer == null) {
      fail(failure);
      return;
    }
    ending.fallingBack(outcome);
    carryOut(() -> suspend(new Fallback(answer, ending, outcome, failure)));
  }

  /** What is subscribed to, until it ends. */
  private abstract class Source extends Suspended implements CoreSubscriber<Object> {

    static final int SILENT = 0;
    static final int HEARD = 1;
    static final int OVER = 2;

    /** Keeps what is asked for until the source is there. */
    final Operators.DeferredSubscription upstream = new Operators.DeferredSubscription();

    final AtomicInteger state = new AtomicInteger(SILENT);

    /** What the source sees. */
    Context context = inside;

    private volatile @Nullable Subscribing subscribing;
    private boolean one;

    /** Makes the publisher; null for an empty one. */
    abstract @Nullable Object source() throws Throwable;

    /** The first element is about to go out, of what may be many. */
    abstract boolean firstElement();

    abstract @Nullable Step completed(@Nullable Object result);

    abstract @Nullable Step failed(Throwable failure);

    @Override
    @Nullable Next begin() {
      demand.from(upstream);
      Subscribing now = new Subscribing(call, begins());
      subscribing = now;
      Next cut;
      Next end;
      try {
        beginsInTime();
        Object made = source();
        one = made instanceof Mono;
        Publisher<?> source = made == null ? Mono.empty() : (Publisher<?>) made;
        source.subscribe(this);
      } catch (Throwable failure) {
        onError(failure);
      } finally {
        subscribing = null;
        cut = wasCut();
        end = now.leave();
      }
      if (cut != null) {
        stop();
      }
      return cut != null ? cut : end;
    }

    /** It begins; what follows it. */
    CallTrace begins() {
      return CallTrace.NONE;
    }

    /** From now on, this thread may be interrupted. */
    void beginsInTime() {}

    /** From now on, this thread is not interrupted; null if it never was. */
    @Nullable Next wasCut() {
      return null;
    }

    @Override
    public final Context currentContext() {
      return context;
    }

    @Override
    public final void onSubscribe(Subscription source) {
      upstream.set(source);
    }

    @Override
    public final void onNext(Object element) {
      if (state.get() != HEARD && !hear()) {
        tooLate(element);
        return;
      }
      if (single) {
        if (!one) {
          stop();
        }
        over(() -> completed(element));
        return;
      }
      demand.deliver();
      Subscribing here = here();
      if (here != null) {
        here.outside(() -> subscriber.onNext(element));
      } else {
        subscriber.onNext(element);
      }
    }

    private boolean hear() {
      if (!state.compareAndSet(SILENT, HEARD)) {
        return false;
      }
      boolean wanted = single || firstElement();
      if (!wanted) {
        state.set(OVER);
        stop();
      }
      return wanted;
    }

    /** A source that throws then holds up no call. */
    final void stop() {
      try {
        upstream.cancel();
      } catch (Throwable bug) {
        tooLate(bug);
      }
    }

    @Override
    public final void onError(Throwable failure) {
      Throwable own = Exceptions.unwrap(failure);
      if (state.getAndSet(OVER) == OVER) {
        tooLate(own);
      } else {
        over(() -> failed(own));
      }
    }

    @Override
    public final void onComplete() {
      if (state.getAndSet(OVER) == OVER) {
        completedTooLate();
      } else {
        over(() -> completed(null));
      }
    }

    /** Nobody waits for this element any more. */
    void tooLate(Object element) {
      Operators.onNextDropped(element, inside);
    }

    void completedTooLate() {}

    /** Nobody waits for this failure any more. */
    void tooLate(Throwable failure) {
      Operators.onErrorDropped(failure, inside);
    }

    private void over(Next next) {
      state.set(OVER);
      Subscribing here = here();
      if (here != null) {
        here.hold(next);
      } else if (take(this)) {
        forget();
        resume(next);
      }
    }

    /** Null in other threads than the one that subscribes. */
    final @Nullable Subscribing here() {
      Subscribing now = subscribing;
      return now != null && now.isHere() ? now : null;
    }

    @Override
    void forget() {}

    @Override
    final @Nullable Step calledOff() {
      forget();
      state.set(OVER);
      stop();
      return cancelled();
    }

    abstract @Nullable Step cancelled();

    @Override
    final @Nullable Step brokenBy(Throwable bug) {
      return failed(bug);
    }
  }

  private final class Attempt extends Source {

    private @Nullable Deadline limit;
    private volatile @Nullable AttemptWatch watch;
    private volatile Time.@Nullable Alarm alarm;

    /** With what it failed when it was interrupted. */
    private @Nullable Throwable shown;

    /** Whether it has come to its end all the same. */
    private boolean completedLate;

    private @Nullable Object lateValue;
    private boolean answering;

    @Override
    CallTrace begins() {
      CallTrace trace = course.attemptBegins();
      Map<Object, Object> travelling = trace.travelling();
      if (!travelling.isEmpty()) {
        context = inside.putAllMap(travelling);
      }
      return trace;
    }

    @Override
    @Nullable Object source() throws Throwable {
      return invoke();
    }

    /** The time until the first element, or the end without any, is limited. */
    @Override
    void beginsInTime() {
      Deadline first = call.attemptBegins();
      if (first != null) {
        limit = first;
        watch = AttemptWatch.withoutLimit();
        alarm = time().alarm(first.left(time().nanos()), () -> timeIsUp(first));
      }
    }

    @Override
    @Nullable Next wasCut() {
      AttemptWatch own = watch;
      Deadline first = limit;
      if (own == null || !own.end() || first == null) {
        return null;
      }
      // A value that comes late is a success all the same: the work was done.
      return completedLate ? () -> has(lateValue) : () -> cut(first, shown);
    }

    @Override
    void tooLate(Object element) {
      if (single && here() != null) {
        completedLate = true;
        lateValue = element;
      } else {
        super.tooLate(element);
      }
    }

    @Override
    void completedTooLate() {
      completedLate |= single && here() != null;
    }

    /** Interrupts the thread that still subscribes, and that then goes on. */
    private void timeIsUp(Deadline first) {
      AttemptWatch own = watch;
      if (state.compareAndSet(SILENT, OVER) && own != null && !own.cut()) {
        time().run(() -> endInTime(first));
      }
    }

    private void endInTime(Deadline first) {
      if (take(this)) {
        resume(
            () -> {
              stop();
              return cutNow(first, null);
            });
      }
    }

    private Step cut(Deadline first, @Nullable Throwable failure) {
      return failure instanceof Error ? course.failed(failure) : cutNow(first, failure);
    }

    @Override
    void tooLate(Throwable failure) {
      if (here() == null) {
        super.tooLate(failure);
      } else {
        shown = failure;
      }
    }

    @Override
    boolean firstElement() {
      forget();
      if (!take(this)) {
        return false;
      }
      carryOut(
          () -> {
            answering = true;
            course.answers();
            return suspendAgain(this);
          });
      return isSuspendedFor(this);
    }

    @Override
    Step completed(@Nullable Object result) {
      return single ? has(result) : course.succeeded();
    }

    @Override
    Step failed(Throwable failure) {
      Deadline first = limit;
      // The alarm may be late.
      if (!answering && first != null && first.left(time().nanos()) <= 0) {
        return cut(first, failure);
      }
      return demand.hasDelivered() ? course.failedInPart(failure) : course.failed(failure);
    }

    /** Who has had elements, and wants no more of them, has had what he wanted. */
    @Override
    Step cancelled() {
      return demand.hasDelivered() ? course.succeeded() : course.cancelled();
    }

    @Override
    void forget() {
      Time.Alarm set = alarm;
      if (set != null) {
        set.cancel();
      }
    }
  }

  /** The call was given up, and somebody answers for it. */
  private final class Fallback extends Source {
    private final Attempts.Answer answer;
    private final Ending ending;
    private final Outcome outcome;
    private final Throwable failure;

    private Fallback(Attempts.Answer answer, Ending ending, Outcome outcome, Throwable failure) {
      this.answer = answer;
      this.ending = ending;
      this.outcome = outcome;
      this.failure = failure;
    }

    @Override
    @Nullable Object source() throws Throwable {
      return answer.get();
    }

    @Override
    boolean firstElement() {
      return true;
    }

    @Override
    Step completed(@Nullable Object result) {
      value = result;
      ending.fallbackAnswered();
      return new Step.End(outcome, null);
    }

    @Override
    Step failed(Throwable own) {
      ending.fallbackFailed(own, failure, outcome);
      return new Step.End(outcome, own);
    }

    /** As with an attempt. */
    @Override
    @Nullable Step cancelled() {
      if (demand.hasDelivered()) {
        ending.fallbackAnswered();
      } else {
        ending.fallbackFailed(failure, failure, outcome);
      }
      answered();
      return null;
    }
  }
}
