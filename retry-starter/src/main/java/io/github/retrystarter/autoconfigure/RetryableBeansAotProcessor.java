package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.aop.AotHints;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * What a native image must keep for this application: its retryable methods, and the classes that
 * its configuration names. Configuration of the time of the build, that is: a class that only a
 * later one names must be kept by the application itself.
 */
final class RetryableBeansAotProcessor implements BeanFactoryInitializationAotProcessor {

  RetryableBeansAotProcessor() {}

  @Override
  public BeanFactoryInitializationAotContribution processAheadOfTime(
      ConfigurableListableBeanFactory beanFactory) {
    return (context, code) -> {
      ReflectionHints hints = context.getRuntimeHints().reflection();
      new AotHints(hints).register(beanFactory);
      ClassLoader loader = beanFactory.getBeanClassLoader();
      NamedClasses.in(beanFactory.getBean(ConfigurableEnvironment.class))
          .forEach(
              name -> {
                if (ClassUtils.isPresent(name, loader)) {
                  hints.registerType(ClassUtils.resolveClassName(name, loader));
                }
              });
    };
  }
}
