package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;

class LeanProxyFactoryTest {

  private final LeanProxyFactory factory = new LeanProxyFactory(new ProxyFactory());

  private static MethodInterceptor appends(String text) {
    return invocation -> invocation.proceed() + text;
  }

  private Callable<?> proxy() {
    Callable<String> target = () -> "called";
    factory.setTarget(target);
    factory.addInterface(Callable.class);
    return (Callable<?>) factory.getProxy();
  }

  @Test
  void adviceAddedAfterTheFirstCallTakesEffect() throws Exception {
    factory.addAdvice(appends(" advised"));
    Callable<?> proxy = proxy();
    assertThat(proxy.call()).isEqualTo("called advised");
    factory.addAdvice(0, appends(" twice"));
    assertThat(proxy.call()).isEqualTo("called advised twice");
  }

  @Test
  void adviceTakenOutIsNotCalledAnyMore() throws Exception {
    MethodInterceptor advice = appends(" advised");
    factory.addAdvice(advice);
    Callable<?> proxy = proxy();
    assertThat(proxy.call()).isEqualTo("called advised");
    factory.removeAdvice(advice);
    assertThat(proxy.call()).isEqualTo("called");
  }

  @Test
  void eachMethodHasItsOwnInterceptors() throws Exception {
    NameMatchMethodPointcut call = new NameMatchMethodPointcut();
    call.setMappedName("call");
    factory.addAdvisor(new DefaultPointcutAdvisor(call, appends(" advised")));
    Method hashCode = Object.class.getMethod("hashCode");
    assertThat(
            factory.getInterceptorsAndDynamicInterceptionAdvice(
                Callable.class.getMethod("call"), null))
        .hasSize(1);
    assertThat(factory.getInterceptorsAndDynamicInterceptionAdvice(hashCode, null)).isEmpty();
  }

  @Test
  void aMethodsInterceptorsAreFoundOnce() throws Exception {
    factory.addAdvice(appends(" advised"));
    Method call = Callable.class.getMethod("call");
    assertThat(factory.getInterceptorsAndDynamicInterceptionAdvice(call, null))
        .isSameAs(factory.getInterceptorsAndDynamicInterceptionAdvice(call, null));
  }
}
