package io.github.retrystarter.aop;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** The classes of all beans of a context, as far as they are known without creating any. */
public final class BeanTypes {

  private final ConfigurableListableBeanFactory beanFactory;

  /**
   * Looks into a bean factory.
   *
   * @param beanFactory the context's own; parents are not looked at
   */
  public BeanTypes(ConfigurableListableBeanFactory beanFactory) {
    this.beanFactory = beanFactory;
  }

  /** Users' classes and, where no class is known yet, interfaces; none made at run time. */
  Set<Class<?>> all() {
    Set<Class<?>> types = new LinkedHashSet<>();
    for (String name : beanFactory.getBeanDefinitionNames()) {
      Object singleton =
          beanFactory.containsSingleton(name) ? beanFactory.getSingleton(name) : null;
      if (singleton != null) {
        add(types, AopProxyUtils.ultimateTargetClass(singleton));
      }
      // The definition of a factory stands for its product.
      if (singleton == null || singleton instanceof FactoryBean<?>) {
        add(types, declared(name));
      }
    }
    return types;
  }

  /** The beans that are there, have such a class, and are not advised. */
  List<String> unadvised(Predicate<Class<?>> covered) {
    List<String> names = new ArrayList<>();
    for (String name : beanFactory.getBeanDefinitionNames()) {
      Object bean = beanFactory.containsSingleton(name) ? beanFactory.getSingleton(name) : null;
      if (bean == null
          || bean instanceof FactoryBean<?>
          || bean instanceof AopInfrastructureBean
          || RetryableBeanPostProcessor.isAdvised(bean)) {
        continue;
      }
      Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
      if (!isMadeAtRunTime(type) && covered.test(ClassUtils.getUserClass(type))) {
        names.add(name);
      }
    }
    return names;
  }

  /** Whether it is no class of the user's: then the interfaces are. */
  static boolean isMadeAtRunTime(Class<?> type) {
    return Proxy.isProxyClass(type) || ClassUtils.isLambdaClass(type);
  }

  private static void add(Set<Class<?>> types, @Nullable Class<?> type) {
    if (type != null && !isMadeAtRunTime(type) && isComplete(type)) {
      types.add(ClassUtils.getUserClass(type));
    }
  }

  /**
   * Whether its methods can be read. A lazy bean that nobody asks for may name types of a library
   * that is not there; nothing but this look would notice.
   */
  private static boolean isComplete(Class<?> type) {
    try {
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        ReflectionUtils.getDeclaredMethods(each);
      }
      return true;
    } catch (IllegalStateException missing) {
      return false;
    }
  }

  private @Nullable Class<?> declared(String name) {
    try {
      return beanFactory.getType(name, false);
    } catch (BeansException | LinkageError unknown) {
      // Whoever needs the bean will hear of it; here it only means that there is nothing to see.
      return null;
    }
  }
}
