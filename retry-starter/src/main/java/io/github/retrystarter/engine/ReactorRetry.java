package io.github.retrystarter.engine;

import io.github.retrystarter.ReactiveRetryProvider;
import io.github.retrystarter.Retry;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.ContextView;

/**
 * Where reactive calls come from: each subscription to what it returns is a {@link ReactiveCall} of
 * its own. Stateless.
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
    Publisher<Object> calls = subscriber -> call(site, attempts, subject, single, subscriber);
    return Flux.from(calls);
  }

  private static <S> void call(
      CallSite site,
      Attempts<S> attempts,
      S subject,
      boolean single,
      Subscriber<? super Object> subscriber) {
    CoreSubscriber<? super Object> known = Operators.toCoreSubscriber(subscriber);
    Call call =
        Call.inside(around(known.currentContext()), site).startedAt(site.engine().time().nanos());
    new ReactiveCall<>(call, attempts, subject, single, known).begin();
  }

  private static @Nullable Object around(ContextView context) {
    Object known = context.getOrDefault(CallScope.KEY, null);
    return known != null ? known : Ambient.scope(Ambient.cell());
  }
}
