package io.github.retrystarter.aop;

import io.github.retrystarter.engine.Attempts;
import io.github.retrystarter.engine.Cancellation;
import io.github.retrystarter.engine.FirstAttempt;
import io.github.retrystarter.engine.Hand;
import java.util.Arrays;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;

/** Runs one method's calls; it already holds all that a call needs. Thread-safe. */
final class RetryInterceptor implements MethodInterceptor, Attempts<MethodInvocation> {

  private final RetryableMethod method;
  private final @Nullable ReactiveCalls<MethodInvocation> reactive;
  private final boolean alone;

  /** How attempts end where no executor of {@code @Async} runs the call. */
  private final Hand direct;

  /** Whether the proxy holds advice of the user's; null until the first call has looked. */
  private volatile @Nullable Boolean usersAdvice;

  /**
   * Holds its method.
   *
   * @param method what it retries
   * @param alone whether the proxy has no other advice
   */
  RetryInterceptor(RetryableMethod method, boolean alone) {
    this.method = method;
    this.alone = alone;
    this.reactive = ReactiveCalls.of(method, this);
    this.direct = Shape.withoutExecutor(method.type(), method.method());
  }

  @Override
  public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
    if (reactive != null) {
      return reactive.call(invocation);
    }
    Cancellation cancellation =
        method.hand() == Hand.AWAITING ? AsyncCancellation.of(invocation) : null;
    return cancellation == null
        ? call(direct, invocation)
        : cancellation.during(() -> call(method.hand(), invocation));
  }

  private @Nullable Object call(Hand hand, MethodInvocation invocation) throws Throwable {
    return FirstAttempt.call(hand, method.site(), this, invocation);
  }

  @Override
  public boolean isUnwanted(MethodInvocation invocation) {
    Cancellation cancellation =
        method.hand() == Hand.AWAITING ? AsyncCancellation.of(invocation) : null;
    return cancellation != null && cancellation.isCancelled();
  }

  /**
   * Advice behind may put other arguments into the invocation, or into its array: a retry begins
   * with the caller's. An array of them is kept only where there is such advice.
   */
  @Override
  public @Nullable Object first(MethodInvocation invocation) throws Throwable {
    if (alone || invocation.getArguments().length == 0) {
      return invocation.proceed();
    }
    @Nullable Object[] arguments = invocation.getArguments();
    if (changesArguments(invocation)) {
      arguments = arguments.clone();
    }
    try {
      return invocation.proceed();
    } finally {
      if (invocation.getArguments() != arguments
          && invocation instanceof ProxyMethodInvocation changed) {
        changed.setArguments(arguments);
      }
    }
  }

  private boolean changesArguments(MethodInvocation invocation) {
    Boolean known = usersAdvice;
    if (known == null) {
      known =
          !(invocation instanceof ProxyMethodInvocation proxied
                  && proxied.getProxy() instanceof Advised advised)
              || Arrays.stream(advised.getAdvisors()).anyMatch(RetryInterceptor::isUsers);
      usersAdvice = known;
    }
    return known;
  }

  /** Spring's own (transactions, caches, validation, AspectJ's adapters) leave the array alone. */
  private static boolean isUsers(Advisor advisor) {
    return !(advisor instanceof RetryAdvisor)
        && !advisor.getAdvice().getClass().getName().startsWith("org.springframework.");
  }

  @Override
  public @Nullable Object again(MethodInvocation invocation) throws Throwable {
    return RepeatInvocation.of(invocation, this).proceed();
  }

  @Override
  public @Nullable Answer fallback(MethodInvocation invocation, Throwable failure) {
    Fallbacks fallbacks = method.fallbacks();
    return fallbacks == null
        ? null
        : fallbacks.answer(self(invocation), invocation.getArguments(), failure);
  }

  /**
   * The proxy where there is no target, or another thing than the bean, as behind a repository: an
   * interface's default method may answer.
   */
  private @Nullable Object self(MethodInvocation invocation) {
    Object target = invocation.getThis();
    return !method.type().isInstance(target) && invocation instanceof ProxyMethodInvocation proxied
        ? proxied.getProxy()
        : target;
  }
}
