package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.Backoff;
import io.github.retrystarter.policy.Vocabulary;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/** Looks names up in the class path and among the beans. */
final class SpringVocabulary implements Vocabulary {

  private final ConfigurableListableBeanFactory beanFactory;
  private final Set<String> kinds;

  SpringVocabulary(ConfigurableListableBeanFactory beanFactory, Set<String> kinds) {
    this.beanFactory = beanFactory;
    this.kinds = kinds;
  }

  @Override
  public @Nullable Class<?> type(String name) {
    try {
      return ClassUtils.forName(name, beanFactory.getBeanClassLoader());
    } catch (ClassNotFoundException | LinkageError | IllegalArgumentException unknown) {
      return null;
    }
  }

  @Override
  public Set<String> kinds() {
    return kinds;
  }

  @Override
  public @Nullable Backoff backoff(String bean) {
    return backoffs().contains(bean) ? beanFactory.getBean(bean, Backoff.class) : null;
  }

  @Override
  public Set<String> backoffs() {
    return new TreeSet<>(Set.of(beanFactory.getBeanNamesForType(Backoff.class)));
  }
}
