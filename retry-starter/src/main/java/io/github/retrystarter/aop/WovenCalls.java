package io.github.retrystarter.aop;

import io.github.retrystarter.engine.Attempts;
import io.github.retrystarter.engine.FirstAttempt;
import org.aspectj.lang.ProceedingJoinPoint;
import org.jspecify.annotations.Nullable;

/** Runs one woven method's calls, as {@link RetryInterceptor} those of a proxy's. Thread-safe. */
final class WovenCalls implements Attempts<ProceedingJoinPoint> {

  private final RetryableMethod method;
  private final @Nullable ReactiveCalls<ProceedingJoinPoint> reactive;

  WovenCalls(RetryableMethod method) {
    this.method = method;
    this.reactive = ReactiveCalls.of(method, this);
  }

  @Nullable Object run(ProceedingJoinPoint call) throws Throwable {
    return reactive == null
        ? FirstAttempt.call(method.hand(), method.site(), this, call)
        : reactive.call(call);
  }

  @Override
  public @Nullable Object first(ProceedingJoinPoint call) throws Throwable {
    return call.proceed();
  }

  /** Unlike a proxy's invocation, it can be proceeded as often as one likes. */
  @Override
  public @Nullable Object again(ProceedingJoinPoint call) throws Throwable {
    return call.proceed();
  }

  @Override
  public @Nullable Answer fallback(ProceedingJoinPoint call, Throwable failure) {
    Fallbacks fallbacks = method.fallbacks();
    return fallbacks == null ? null : fallbacks.answer(call.getThis(), call.getArgs(), failure);
  }
}
