package io.github.retrystarter.aop;

import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RetryConfigurationException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.springframework.aop.Advisor;
import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AdvisedSupport;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Advises beans with retryable methods: in the proxy that they already have, at the place that the
 * order says, or in one of their own.
 *
 * <p>Not {@link Ordered} on purpose: so it comes after all post-processors that are, and sees the
 * advisors that these have added (async execution, exception translation). {@link
 * AopInfrastructureBean}, so that nobody looks for advice for it: that would create the user's
 * advisors too early.
 */
public final class RetryableBeanPostProcessor
    implements SmartInstantiationAwareBeanPostProcessor, AopInfrastructureBean {

  private final Supplier<StartUp> startUp;
  private final AnnotatedMethods annotated;

  /**
   * Spring caches proxy classes by their advisors: new ones for every prototype would be a leak.
   */
  private final Map<AdvisorKey, List<RetryAdvisor>> advisors = new ConcurrentHashMap<>();

  private final IntSupplier order;
  private final BooleanSupplier woven;
  private final RetryProxies proxies;
  private final Map<String, Object> earlyReferences = new ConcurrentHashMap<>();

  /**
   * Needs little, for it is created before all other beans.
   *
   * @param annotated finds the methods
   * @param beanFactory for the application's and the definitions' wishes about proxies
   * @param startUp asked for with the first retryable bean
   * @param order the advice's order
   * @param woven whether an aspect does it; then only beans without a class of the user's, where
   *     nothing can be woven, are advised
   * @param proxyTargetClass true: extend classes; false: as the application's defaults say, else
   *     implement the interfaces
   */
  public RetryableBeanPostProcessor(
      AnnotatedMethods annotated,
      ConfigurableListableBeanFactory beanFactory,
      Supplier<StartUp> startUp,
      IntSupplier order,
      BooleanSupplier woven,
      boolean proxyTargetClass) {
    this.annotated = annotated;
    this.startUp = startUp;
    this.order = order;
    this.woven = woven;
    this.proxies = new RetryProxies(beanFactory, proxyTargetClass);
  }

  @Override
  public Object getEarlyBeanReference(Object bean, String beanName) {
    earlyReferences.put(beanName, target(bean));
    return advise(bean, beanName);
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    return earlyReferences.remove(beanName) == bean ? bean : advise(bean, beanName);
  }

  /**
   * Asked when an application is built ahead of time, so that the proxy's class is made then. A
   * proxy of another post-processor is where the advice goes.
   */
  @Override
  public Class<?> determineBeanType(Class<?> beanClass, String beanName) {
    if (beanClass.isInterface()
        || BeanTypes.isMadeAtRunTime(beanClass)
        || SpringProxy.class.isAssignableFrom(beanClass)
        || AopInfrastructureBean.class.isAssignableFrom(beanClass)
        || annotated.of(ClassUtils.getUserClass(beanClass)).isEmpty()) {
      return beanClass;
    }
    Class<?> proxy = proxies.proxyClass(beanClass, beanName);
    return proxy == null ? beanClass : proxy;
  }

  /** A proxy without advice yet, for a bean that will be advised and has none. */
  Object reserve(Object bean, String beanName) {
    return bean instanceof Advised
            || Proxy.isProxyClass(bean.getClass())
            || earlyReferences.containsKey(beanName)
            || methods(bean).isEmpty()
        ? bean
        : proxies.proxy(bean, beanName, List.of());
  }

  private static Object target(Object bean) {
    Object target = AopProxyUtils.getSingletonTarget(bean);
    return target == null ? bean : target;
  }

  private Object advise(Object bean, String beanName) {
    if (bean instanceof AopInfrastructureBean
        || beanName.endsWith(AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX)) {
      return bean;
    }
    List<RetryableMethod> methods = methods(bean);
    if (methods.isEmpty() || isAdvised(bean)) {
      return bean;
    }
    if (bean instanceof Advised advised && !advised.isFrozen()) {
      checkInterfaces(methods, bean);
      advisors(methods, false).forEach(advisor -> insert(advised, advisor));
      return bean;
    }
    Object proxy = proxies.proxy(bean, beanName, advisors(methods, true));
    checkInterfaces(methods, proxy);
    return proxy;
  }

  private List<RetryAdvisor> advisors(List<RetryableMethod> methods, boolean alone) {
    int place = order.getAsInt();
    return advisors.computeIfAbsent(
        new AdvisorKey(methods, alone),
        key -> methods.stream().map(each -> new RetryAdvisor(each, place, alone)).toList());
  }

  private record AdvisorKey(List<RetryableMethod> methods, boolean alone) {}

  /** Whether it was here before, under another name: twice would be retries of retries. */
  static boolean isAdvised(Object bean) {
    Object current = bean;
    while (current instanceof Advised advised) {
      if (Arrays.stream(advised.getAdvisors()).anyMatch(RetryAdvisor.class::isInstance)) {
        return true;
      }
      current = AopProxyUtils.getSingletonTarget(current);
    }
    return false;
  }

  /**
   * Those of the bean's class, and of interfaces that only its proxy has: all of them where there
   * is no class of the user's behind it; the repository's where a library's class is.
   */
  private List<RetryableMethod> methods(Object bean) {
    Class<?> type = ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
    boolean hasClass = !BeanTypes.isMadeAtRunTime(type);
    if (hasClass) {
      List<RetryableMethod> own = methods(type); // in any case, for what is wrong with them
      if (!own.isEmpty() && woven.getAsBoolean()) {
        return List.of();
      }
      if (!Proxy.isProxyClass(bean.getClass())) {
        return own;
      }
    }
    // Interfaces may share a method; it gets one advice, or there would be retries of retries.
    Map<String, RetryableMethod> methods = new LinkedHashMap<>();
    List<Class<?>> sources = new ArrayList<>();
    if (hasClass) {
      sources.add(type);
    }
    for (Class<?> each : AopProxyUtils.proxiedUserInterfaces(bean)) {
      if (!hasClass || !each.isAssignableFrom(type)) {
        sources.add(each);
      }
    }
    for (Class<?> each : sources) {
      for (RetryableMethod method : methods(each)) {
        methods.putIfAbsent(
            method.method().getName() + Arrays.toString(method.method().getParameterTypes()),
            method);
      }
    }
    return List.copyOf(methods.values());
  }

  private List<RetryableMethod> methods(Class<?> type) {
    return annotated.of(type).isEmpty() ? List.of() : startUp.get().methods(type);
  }

  private void insert(Advised advised, RetryAdvisor advisor) {
    Advisor[] present = advised.getAdvisors();
    // A proxy without a target ends with the advice that answers: that one stays last.
    int last =
        advised.getTargetSource() == AdvisedSupport.EMPTY_TARGET_SOURCE && present.length > 0
            ? present.length - 1
            : present.length;
    int index = 0;
    while (index < last && orderOf(present[index]) <= order.getAsInt()) {
      index++;
    }
    advised.addAdvisor(index, advisor);
    Advisor outermost = advisor.outermost();
    if (outermost != null) {
      advised.addAdvisor(0, outermost);
    }
  }

  private static int orderOf(Advisor advisor) {
    return advisor instanceof Ordered ordered ? ordered.getOrder() : Ordered.LOWEST_PRECEDENCE;
  }

  /**
   * A proxy that implements interfaces reaches only their methods.
   *
   * @throws RetryConfigurationException if one that it does not reach has an annotation of its own
   */
  private void checkInterfaces(List<RetryableMethod> methods, Object proxy) {
    if (!Proxy.isProxyClass(proxy.getClass())) {
      return;
    }
    Class<?>[] interfaces = proxy.getClass().getInterfaces();
    List<Problem> problems = new ArrayList<>();
    Map<Class<?>, List<String>> outOfReach = new LinkedHashMap<>();
    for (RetryableMethod each : methods) {
      Method method = each.method();
      if (Reach.declaredByAny(interfaces, each.type(), method)) {
        continue;
      }
      if (each.byClass()) {
        outOfReach
            .computeIfAbsent(each.type(), type -> new ArrayList<>())
            .add(
                method.getName()
                    + MethodNames.parameters(method)
                    + " is not declared by an interface of the bean's proxy");
      } else {
        problems.add(
            Problem.method(
                MethodNames.full(each.type(), method),
                "@Retryable has no effect: the bean's proxy implements its interfaces, and none of"
                    + " them declares the method",
                "Declare the method in an interface, or set spring.aop.proxy-target-class: true."));
      }
    }
    RetryConfigurationException.throwIfAny(problems);
    outOfReach.forEach(startUp.get()::warn);
  }
}
