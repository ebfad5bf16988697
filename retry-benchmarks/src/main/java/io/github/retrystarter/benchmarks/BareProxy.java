package io.github.retrystarter.benchmarks;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;

/** What any advice costs: a proxy with one interceptor that does nothing. */
final class BareProxy {

  private BareProxy() {}

  static Work of(Work target) {
    return of(target, new Proceed());
  }

  static Work of(Work target, MethodInterceptor interceptor) {
    ProxyFactory factory = new ProxyFactory();
    factory.setTarget(target);
    factory.setProxyTargetClass(true);
    factory.addAdvice(interceptor);
    return (Work) factory.getProxy();
  }

  private static final class Proceed implements MethodInterceptor {
    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
      return invocation.proceed();
    }
  }
}
