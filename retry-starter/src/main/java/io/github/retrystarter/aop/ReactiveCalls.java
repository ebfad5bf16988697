package io.github.retrystarter.aop;

import io.github.retrystarter.engine.Attempts;
import io.github.retrystarter.engine.ReactorRetry;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a method that returns a reactive type: it is called when somebody subscribes, once
 * for each attempt. Thread-safe.
 *
 * @param <S> the call's type
 */
final class ReactiveCalls<S> implements Attempts<S> {

  private final RetryableMethod method;
  private final ReactiveType type;
  private final Attempts<S> plain;

  private ReactiveCalls(RetryableMethod method, ReactiveType type, Attempts<S> plain) {
    this.method = method;
    this.type = type;
    this.plain = plain;
  }

  /** Null where the method returns nothing of the kind. */
  static <S> @Nullable ReactiveCalls<S> of(RetryableMethod method, Attempts<S> plain) {
    Class<?> owner = method.type();
    Method called = method.method();
    ReactiveType type =
        Shape.of(owner, called) == Shape.REACTIVE ? ReactiveType.of(owner, called) : null;
    return type == null ? null : new ReactiveCalls<>(method, type, plain);
  }

  /** What the caller gets, to subscribe to. */
  Object call(S subject) {
    return type.fromPublisher(ReactorRetry.publisher(method.site(), this, subject, type.single()));
  }

  /** The subject may be good for one first attempt only, and each subscription has one. */
  @Override
  public @Nullable Object first(S subject) throws Throwable {
    return again(subject);
  }

  @Override
  public @Nullable Object again(S subject) throws Throwable {
    return type.toPublisher(plain.again(subject));
  }

  @Override
  public @Nullable Answer fallback(S subject, Throwable failure) {
    Answer answer = plain.fallback(subject, failure);
    return answer == null ? null : () -> type.toPublisher(answer.get());
  }
}
