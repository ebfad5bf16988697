package io.github.retrystarter.engine;

import io.github.retrystarter.ReactiveRetryProvider;
import io.github.retrystarter.Retry;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.time.Time;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The reactive hand: attempts are subscriptions, and waits pass without a thread. Each subscription
 * to what it returns is a call of its own.
 */
public final class ReactorRetry implements ReactiveRetryProvider {

  /** For {@link java.util.ServiceLoader}. */
  public ReactorRetry() {}

  @Override
  @SuppressWarnings("unchecked") // what comes out is what went in
  public <T> Mono<T> mono(Retry retry, Mono<T> source) {
    CallSite site = site(retry);
    return site == null ? source : Mono.fromDirect((Flux<T>) calls(site, AGAIN, source, true));
  }

  @Override
  @SuppressWarnings("unchecked") // what comes out is what went in
  public <T> Flux<T> flux(Retry retry, Flux<T> source) {
    CallSite site = site(retry);
    return site == null ? source : (Flux<T>) calls(site, AGAIN, source, false);
  }

  private static final Attempts<Publisher<?>> AGAIN =
      new Attempts<>() {
        @Override
        public Object first(Publisher<?> source) {
          return source;
        }

        @Override
        public Object again(Publisher<?> source) {
          return source;
        }
      };

  private static @Nullable CallSite site(Retry retry) {
    if (retry instanceof PolicyRetry policy) {
      return policy.site();
    }
    if (retry instanceof PlainRetry) {
      return null;
    }
    throw new IllegalArgumentException("not of Retries.policy(…): " + retry.getClass().getName());
  }

  /**
   * Calls a method for each subscription.
   *
   * @param site what is called
   * @param attempts how; each returns a publisher, and so does a fallback
   * @param subject the call
   * @param single whether the first element is the value
   * @param <S> the call's type
   * @return a Mono if single, else a Flux
   */
  public static <S> Publisher<?> publisher(
      CallSite site, Attempts<S> attempts, S subject, boolean single) {
    Flux<Object> calls = calls(site, attempts, subject, single);
    return single ? Mono.fromDirect(calls) : calls;
  }

  private static <S> Flux<Object> calls(
      CallSite site, Attempts<S> attempts, S subject, boolean single) {
    return Flux.deferContextual(
        context -> {
          Call call = Call.inside(around(context), site).startedAt(site.engine().time().nanos());
          return new Subscribed<>(call, attempts, subject, single).flux();
        });
  }

  private static @Nullable Object around(ContextView context) {
    Object known = context.getOrDefault(CallScope.KEY, null);
    return known != null ? known : Ambient.scope(Ambient.cell());
  }

  /** The course of the call goes on with the companion: no failure of an attempt. */
  @SuppressWarnings("StaticAssignmentOfThrowable") // without stack trace or suppressed ones
  private static final class Signal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final Signal END = new Signal("the call has ended");
    static final Signal REJECTED = new Signal("the value was rejected");
    static final Signal CUT = new Signal("the time is up");

    private Signal(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * One call. Attempts, and the waits between them, come one after the other, as Reactor's {@code
   * retryWhen} takes care; only a cancellation may come at any time, from any thread. So whoever
   * works on the course of the call takes {@link #turn}; who cancels meanwhile leaves a flag, which
   * the other one sees when it gives the turn back: the flag is set before the turn is tried, and
   * given back before the flag is read.
   */
  private static final class Subscribed<S> extends AttemptMaker<S> {

    private static final int FREE = 0;
    private static final int TAKEN = 1;
    private static final int ENDED = 2;

    private final boolean single;
    private final ThreadContext.Captured caller;
    private final AtomicInteger turn = new AtomicInteger(FREE);
    private volatile boolean unwanted;
    private boolean waiting;

    /** Whether elements of this call have gone out. */
    private volatile boolean emitted;

    private @Nullable Object value;
    private Step.@Nullable End end;
    private @Nullable OneAttempt subscriber;

    Subscribed(Call call, Attempts<S> attempts, S subject, boolean single) {
      super(call, new Course(call), attempts, subject);
      this.single = single;
      this.caller = call.site().engine().threadContext().capture();
    }

    Flux<Object> flux() {
      Step first = work(course::begin);
      Publisher<Object> attempt = this::subscribe;
      Flux<Object> attempts =
          Flux.from(attempt)
              .retryWhen(
                  reactor.util.retry.Retry.from(
                      signals -> signals.concatMap(signal -> after(signal.failure()), 1)));
      return (first instanceof Step.Attempt ? attempts : ready(first).thenMany(attempts))
          .onErrorResume(this::ended)
          .doOnCancel(this::cancelled);
    }

    /** Completes with a value when the next attempt may be made, else fails. */
    private Mono<Object> ready(@Nullable Step step) {
      if (step instanceof Step.Attempt) {
        return Mono.just(step);
      }
      if (step instanceof Step.Wait wait) {
        return over(wait.nanos()).flatMap(this::ready);
      }
      return Mono.error(Signal.END);
    }

    private Mono<Step> over(long nanos) {
      return Mono.create(
          sink -> {
            Time.Alarm alarm;
            try {
              alarm =
                  time()
                      .after(
                          nanos,
                          whole -> {
                            Step next = work(() -> waited(whole));
                            if (next != null) {
                              sink.success(next);
                            }
                          });
            } catch (Throwable bug) {
              Step next = work(() -> course.broken(bug));
              sink.success(next);
              return;
            }
            sink.onCancel(alarm::cancel);
          });
    }

    private Step waited(boolean whole) {
      return whole ? course.waited() : course.waitCutShort(Outcome.SHUTDOWN);
    }

    /** An attempt has failed. */
    private Mono<Object> after(Throwable failure) {
      return ready(work(() -> failed(Exceptions.unwrap(failure))));
    }

    private Step failed(Throwable failure) {
      Deadline limit = call.limit();
      if (failure == Signal.REJECTED) {
        return course.rejected(value);
      }
      if (failure == Signal.CUT && limit != null) {
        return cutNow(limit);
      }
      return emitted ? course.failedInPart(failure) : thrown(failure);
    }

    /** What the subscriber gets. */
    private Publisher<?> ended(Throwable signal) {
      Step.End known = end;
      if (signal != Signal.END || known == null) {
        return Mono.error(signal);
      }
      Throwable failure = known.failure();
      if (failure == null) {
        return Mono.justOrEmpty(value);
      }
      return fallback(known.outcome(), failure);
    }

    private Publisher<?> fallback(Outcome outcome, Throwable failure) {
      Attempts.Answer answer = emitted ? null : attempts.fallback(subject, failure);
      if (answer == null) {
        return Mono.error(failure);
      }
      Ending ending = new Ending(call);
      ending.fallingBack(outcome);
      return Flux.from(publisher(answer))
          .doOnComplete(ending::fallbackAnswered)
          .doOnError(own -> ending.fallbackFailed(Exceptions.unwrap(own), failure, outcome))
          .contextWrite(context -> context.put(CallScope.KEY, call));
    }

    private Publisher<?> publisher(Attempts.Answer answer) {
      try {
        Object answered = inCall(answer);
        return answered == null ? Mono.empty() : (Publisher<?>) answered;
      } catch (Throwable own) {
        return Mono.error(own);
      }
    }

    /** Subscribes for an attempt. */
    private void subscribe(Subscriber<? super Object> actual) {
      value = null;
      emitted = false;
      OneAttempt own = new OneAttempt(Operators.toCoreSubscriber(actual));
      subscriber = own;
      actual.onSubscribe(own);
      if (call.attempt() == 1) {
        subscribe(own);
        return;
      }
      ThreadContext.Scope scope = caller.restore();
      try {
        subscribe(own);
      } finally {
        scope.close();
      }
    }

    private void subscribe(OneAttempt own) {
      try {
        Object unused = inCall(this::attempt);
      } catch (Throwable failure) {
        own.onError(failure);
        return;
      }
      own.limit(call.limit());
    }

    /** The work's publisher, subscribed to in time. */
    @Override
    @Nullable Object invoke() throws Throwable {
      Object made = super.invoke();
      OneAttempt own = subscriber;
      if (own != null) {
        Publisher<?> source = made == null ? Mono.empty() : (Publisher<?>) made;
        source.subscribe(own);
      }
      return null;
    }

    private void succeeded() {
      Step unused = work(course::succeeded);
    }

    /** Null where the call was cancelled. */
    private @Nullable Step work(Supplier<Step> next) {
      if (!turn.compareAndSet(FREE, TAKEN)) {
        return null;
      }
      Step step;
      try {
        step = next.get();
      } catch (Throwable bug) {
        // Such as an exhausted stack: nothing may be held by a call that is not there any more.
        course.release();
        turn.set(ENDED);
        throw bug;
      }
      if (step instanceof Step.End last) {
        end = last;
        turn.set(ENDED);
        return step;
      }
      waiting = step instanceof Step.Wait;
      turn.set(FREE);
      if (unwanted) {
        cancel();
      }
      return step;
    }

    private void cancelled() {
      unwanted = true;
      cancel();
    }

    private void cancel() {
      if (turn.compareAndSet(FREE, TAKEN)) {
        Step unused = waiting ? course.waitCutShort(Outcome.CANCELLED) : attemptCancelled();
        turn.set(ENDED);
      }
    }

    /** Who has had elements, and wants no more of them, has had what he wanted. */
    private Step attemptCancelled() {
      return emitted ? course.succeeded() : course.cancelled();
    }

    /** What stands between an attempt's source and whoever wants its elements. */
    private final class OneAttempt extends Operators.DeferredSubscription
        implements CoreSubscriber<Object> {

      private static final int SILENT = 0;
      private static final int HEARD = 1;
      private static final int OVER = 2;

      private final CoreSubscriber<? super Object> actual;
      private final AtomicInteger state = new AtomicInteger(SILENT);
      private volatile Time.@Nullable Alarm end;
      private boolean done;

      OneAttempt(CoreSubscriber<? super Object> actual) {
        this.actual = actual;
      }

      @Override
      public Context currentContext() {
        return actual.currentContext().put(CallScope.KEY, call);
      }

      @Override
      public void onSubscribe(Subscription source) {
        set(source);
      }

      /** The time until the first element, or the end without any. */
      void limit(@Nullable Deadline limit) {
        if (limit != null && state.get() == SILENT) {
          end = time().alarm(limit.left(time().nanos()), () -> time().run(this::cut));
          if (state.get() != SILENT) {
            forget();
          }
        }
      }

      private void cut() {
        if (state.compareAndSet(SILENT, OVER)) {
          super.cancel();
          actual.onError(Signal.CUT);
        }
      }

      /** Whether what comes is in time; from the first that is, all is. */
      private boolean heard() {
        if (state.get() == HEARD) {
          return true;
        }
        boolean first = state.compareAndSet(SILENT, HEARD);
        forget();
        return first;
      }

      private void forget() {
        Time.Alarm set = end;
        if (set != null) {
          set.cancel();
        }
      }

      @Override
      public void onNext(Object element) {
        if (!heard() || done) {
          return;
        }
        if (!single) {
          emitted = true;
        } else if (call.site().rejects(element)) {
          done = true;
          super.cancel();
          value = element;
          actual.onError(Signal.REJECTED);
          return;
        } else {
          done = true;
          succeeded();
          actual.onNext(element);
          actual.onComplete();
          return;
        }
        actual.onNext(element);
      }

      @Override
      public void onError(Throwable failure) {
        if (!heard() || done) {
          return;
        }
        done = true;
        actual.onError(failure);
      }

      @Override
      public void onComplete() {
        if (!heard() || done) {
          return;
        }
        done = true;
        if (single && call.site().rejects(null)) {
          actual.onError(Signal.REJECTED);
        } else {
          succeeded();
          actual.onComplete();
        }
      }

      @Override
      public void cancel() {
        forget();
        super.cancel();
      }
    }
  }
}
