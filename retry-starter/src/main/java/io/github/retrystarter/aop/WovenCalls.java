package io.github.retrystarter.aop;

import io.github.retrystarter.engine.Attempts;
import io.github.retrystarter.engine.FirstAttempt;
import org.aspectj.lang.ProceedingJoinPoint;
import org.jspecify.annotations.Nullable;

/** Runs one woven method's calls, as {@link RetryInterceptor} those of a proxy's. Thread-safe. */
final class WovenCalls implements Attempts<Object> {

  private final RetryableMethod method;
  private final @Nullable ReactiveCalls<Object> reactive;

  WovenCalls(RetryableMethod method) {
    this.method = method;
    this.reactive = ReactiveCalls.of(method, this);
  }

  @Nullable Object run(ProceedingJoinPoint joinPoint) throws Throwable {
    Object call = WovenInvocation.of(joinPoint);
    return reactive == null
        ? FirstAttempt.call(method.hand(), method.site(), this, call)
        : reactive.call(call);
  }

  @Override
  public @Nullable Object first(Object call) throws Throwable {
    return WovenInvocation.proceed(call);
  }

  /** Unlike a proxy's invocation, it can be proceeded as often as one likes. */
  @Override
  public @Nullable Object again(Object call) throws Throwable {
    return WovenInvocation.proceed(call);
  }

  @Override
  public @Nullable Answer fallback(Object call, Throwable failure) {
    Fallbacks fallbacks = method.fallbacks();
    ProceedingJoinPoint joinPoint = WovenInvocation.joinPoint(call);
    return fallbacks == null
        ? null
        : fallbacks.answer(joinPoint.getThis(), joinPoint.getArgs(), failure);
  }
}
