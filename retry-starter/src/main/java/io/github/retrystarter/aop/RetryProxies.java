package io.github.retrystarter.aop;

import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.target.EmptyTargetSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.SmartClassLoader;
import org.springframework.util.ClassUtils;

/**
 * Makes proxies as Spring's own post-processors do: with the application's defaults (class or
 * interfaces, exposed or not), a bean's own wishes ({@code @Proxyable}), and the class loader that
 * fits. Not a bean: only what it inherits is used.
 */
final class RetryProxies extends AbstractBeanFactoryAwareAdvisingPostProcessor {

  private static final long serialVersionUID = 1L;

  private final transient ConfigurableListableBeanFactory definitions;

  /**
   * Reads the application's defaults.
   *
   * @param proxyTargetClass true: extend classes; false: as the application's defaults say
   */
  RetryProxies(ConfigurableListableBeanFactory beanFactory, boolean proxyTargetClass) {
    if (proxyTargetClass) {
      setProxyTargetClass(true);
    }
    this.definitions = beanFactory;
    setBeanFactory(beanFactory);
    ClassLoader loader = beanFactory.getBeanClassLoader();
    if (loader != null) {
      setBeanClassLoader(loader);
    }
  }

  Object proxy(Object bean, String beanName, List<? extends Advisor> advisors) {
    Class<?> type = bean.getClass();
    ProxyFactory factory = new LeanProxyFactory(prepareProxyFactory(bean, beanName));
    chooseInterfaces(type, factory);
    factory.addAdvisors(List.copyOf(advisors));
    factory.setPreFiltered(true);
    // A retry needs the proxy's own configuration.
    factory.setOpaque(false);
    return factory.getProxy(loaderFor(type));
  }

  /**
   * The class that the bean's proxy will have. It is the same for all advisors: a proxy that is not
   * frozen intercepts every method.
   *
   * @return null where the definition wishes for certain interfaces: only the bean tells then
   */
  @Nullable Class<?> proxyClass(Class<?> type, String beanName) {
    if (definitions.containsBeanDefinition(beanName)
        && definitions
            .getMergedBeanDefinition(beanName)
            .hasAttribute(AutoProxyUtils.EXPOSED_INTERFACES_ATTRIBUTE)) {
      return null;
    }
    ProxyFactory factory = new ProxyFactory();
    factory.copyFrom(this);
    factory.setFrozen(false);
    factory.setTargetSource(EmptyTargetSource.forClass(type));
    if (AutoProxyUtils.shouldProxyTargetClass(definitions, beanName)) {
      factory.setProxyTargetClass(true);
    }
    chooseInterfaces(type, factory);
    factory.setOpaque(false);
    return factory.getProxyClass(loaderFor(type));
  }

  private void chooseInterfaces(Class<?> type, ProxyFactory factory) {
    if (Reach.isClosed(type) || Proxy.isProxyClass(type)) {
      factory.setProxyTargetClass(false);
      factory.setInterfaces(ClassUtils.getAllInterfacesForClass(type, type.getClassLoader()));
    } else if (!factory.isProxyTargetClass() && factory.getProxiedInterfaces().length == 0) {
      evaluateProxyInterfaces(type, factory);
    }
  }

  /** Not that of a restart (DevTools) where the bean's class was not loaded by it. */
  private @Nullable ClassLoader loaderFor(Class<?> type) {
    ClassLoader loader = getProxyClassLoader();
    return loader instanceof SmartClassLoader smart && loader != type.getClassLoader()
        ? smart.getOriginalClassLoader()
        : loader;
  }
}
