package io.github.retrystarter.aop;

import java.util.ArrayList;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.DefaultAdvisorChainFactory;
import org.springframework.aop.framework.ReflectiveMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;

/**
 * The part of an invocation that lies behind the retries, for one more attempt.
 *
 * <p>An invocation can be proceeded only once. The usual way out, to clone it before each attempt,
 * makes every call that succeeds at once pay for a clone that it does not need. So the first
 * attempt proceeds the invocation itself, and only a retry builds the chain behind its interceptor
 * anew, from the proxy's own configuration.
 */
final class RepeatInvocation extends ReflectiveMethodInvocation {

  private final ProxyMethodInvocation original;

  private RepeatInvocation(ProxyMethodInvocation original, List<Object> behind) {
    super(
        original.getProxy(),
        original.getThis(),
        original.getMethod(),
        original.getArguments().clone(),
        targetClass(original),
        behind);
    this.original = original;
  }

  static RepeatInvocation of(MethodInvocation invocation, MethodInterceptor interceptor) {
    if (!(invocation instanceof ProxyMethodInvocation original)
        || !(original.getProxy() instanceof Advised advised)) {
      throw new IllegalStateException("not an invocation of a Spring proxy: " + invocation);
    }
    List<Object> chain =
        DefaultAdvisorChainFactory.INSTANCE.getInterceptorsAndDynamicInterceptionAdvice(
            advised, original.getMethod(), targetClass(original));
    int own = chain.indexOf(interceptor);
    if (own < 0) {
      throw new IllegalStateException("the retry interceptor was taken out of its proxy");
    }
    return new RepeatInvocation(original, behind(chain, own));
  }

  /**
   * With what shows the running invocation to AspectJ's advice, though it stands before all others:
   * it shows it to the thread, and a retry may run in another.
   */
  private static List<Object> behind(List<Object> chain, int own) {
    List<Object> behind = chain.subList(own + 1, chain.size());
    if (behind.isEmpty() || !chain.subList(0, own).contains(ExposeInvocationInterceptor.INSTANCE)) {
      return behind;
    }
    List<Object> shown = new ArrayList<>(behind.size() + 1);
    shown.add(ExposeInvocationInterceptor.INSTANCE);
    shown.addAll(behind);
    return shown;
  }

  /** Bound pointcut parameters live in the attributes of the invocation that AspectJ exposes. */
  @Override
  public void setUserAttribute(String key, @Nullable Object value) {
    original.setUserAttribute(key, value);
  }

  @Override
  public @Nullable Object getUserAttribute(String key) {
    return original.getUserAttribute(key);
  }

  private static @Nullable Class<?> targetClass(ProxyMethodInvocation invocation) {
    Object target = invocation.getThis();
    return target == null ? null : target.getClass();
  }
}
