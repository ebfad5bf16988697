package io.github.retrystarter.aop;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;

/**
 * Keeps each method's interceptors under the method itself. Spring keeps them under a key that each
 * call makes anew, 24 bytes, which the compiler can leave out in a JVM that runs little else, but
 * not in one where an application has started. Thread-safe as its parent is: changed by one thread,
 * called by many.
 */
final class LeanProxyFactory extends ProxyFactory {

  private static final long serialVersionUID = 1L;

  private transient volatile Map<Method, List<Object>> chains = new ConcurrentHashMap<>();

  /**
   * Takes over what was prepared.
   *
   * @param prepared target, interfaces and flags
   */
  LeanProxyFactory(ProxyFactory prepared) {
    copyConfigurationFrom(prepared);
  }

  @Override
  public List<Object> getInterceptorsAndDynamicInterceptionAdvice(
      Method method, @Nullable Class<?> targetClass) {
    // Read once: a chain of advisors that are changed meanwhile goes into the map that is dropped.
    Map<Method, List<Object>> current = chains;
    List<Object> chain = current.get(method);
    if (chain == null) {
      chain =
          getAdvisorChainFactory()
              .getInterceptorsAndDynamicInterceptionAdvice(this, method, targetClass);
      current.put(method, chain);
    }
    return chain;
  }

  @Override
  protected void adviceChanged() {
    super.adviceChanged();
    chains = new ConcurrentHashMap<>();
  }
}
