package io.github.retrystarter.aop;

import io.github.retrystarter.engine.Hand;
import java.lang.reflect.Method;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Advice for exactly one method. One advisor for each method, not one for all, so that the
 * interceptor holds its resolved method: Spring caches a method's chain, and no call looks anything
 * up.
 */
final class RetryAdvisor extends StaticMethodMatcherPointcut implements PointcutAdvisor, Ordered {

  private final RetryableMethod method;
  private final RetryInterceptor interceptor;
  private final int order;

  RetryAdvisor(RetryableMethod method, int order, boolean alone) {
    this.method = method;
    this.interceptor = new RetryInterceptor(method, alone);
    this.order = order;
  }

  @Override
  public boolean matches(Method candidate, Class<?> targetClass) {
    if (!candidate.getName().equals(method.method().getName())) {
      return false;
    }
    // A proxy without a target calls the interface's own method.
    Class<?> type =
        method.type().isInterface() ? method.type() : ClassUtils.getUserClass(targetClass);
    return AopUtils.getMostSpecificMethod(candidate, type).equals(method.method());
  }

  /** What has to stand outside of all other advice, or null. */
  @Nullable Advisor outermost() {
    if (method.hand() != Hand.AWAITING) {
      return null;
    }
    DefaultPointcutAdvisor outermost = new DefaultPointcutAdvisor(this, new AsyncCancellation());
    outermost.setOrder(HIGHEST_PRECEDENCE);
    return outermost;
  }

  @Override
  public Pointcut getPointcut() {
    return this;
  }

  @Override
  public Advice getAdvice() {
    return interceptor;
  }

  @Override
  public int getOrder() {
    return order;
  }
}
