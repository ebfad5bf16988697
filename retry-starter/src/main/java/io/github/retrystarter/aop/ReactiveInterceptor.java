package io.github.retrystarter.aop;

import io.github.retrystarter.engine.Attempts;
import io.github.retrystarter.engine.ReactorRetry;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Runs one method's calls where it returns a reactive type: the method is called when somebody
 * subscribes, once for each attempt. Thread-safe.
 */
final class ReactiveInterceptor implements MethodInterceptor, Attempts<MethodInvocation> {

  private final RetryableMethod method;
  private final ReactiveType type;
  private final RetryInterceptor plain;

  /**
   * Holds its method.
   *
   * @param method what it retries
   * @param type what the method returns
   */
  ReactiveInterceptor(RetryableMethod method, ReactiveType type) {
    this.method = method;
    this.type = type;
    this.plain = new RetryInterceptor(method, false);
  }

  @Override
  public Object invoke(MethodInvocation invocation) {
    return type.fromPublisher(
        ReactorRetry.publisher(method.site(), this, invocation, type.single()));
  }

  /** The invocation itself is good for one subscription only. */
  @Override
  public @Nullable Object first(MethodInvocation invocation) throws Throwable {
    return again(invocation);
  }

  @Override
  public @Nullable Object again(MethodInvocation invocation) throws Throwable {
    return type.toPublisher(RepeatInvocation.of(invocation, this).proceed());
  }

  @Override
  public @Nullable Answer fallback(MethodInvocation invocation, Throwable failure) {
    Answer answer = plain.fallback(invocation, failure);
    return answer == null ? null : () -> type.toPublisher(answer.get());
  }
}
