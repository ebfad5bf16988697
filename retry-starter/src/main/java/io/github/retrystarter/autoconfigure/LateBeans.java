package io.github.retrystarter.autoconfigure;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The user's beans of a type, in order: found when all singletons are there, or with the first
 * event before that. Not earlier, for such a bean may depend on a retryable one.
 */
abstract class LateBeans<T> implements Supplier<List<T>>, SmartInitializingSingleton {

  private static final Logger logger = LoggerFactory.getLogger(LateBeans.class);

  private final ObjectProvider<T> beans;
  private volatile @Nullable List<T> found;

  LateBeans(ObjectProvider<T> beans) {
    this.beans = beans;
  }

  @Override
  public final void afterSingletonsInstantiated() {
    found = beans.orderedStream().toList();
  }

  @Override
  public final List<T> get() {
    List<T> known = found;
    return known != null ? known : early();
  }

  /** A call during start-up; a listener that can't be made yet hears of later calls only. */
  private List<T> early() {
    try {
      return beans.orderedStream().toList();
    } catch (BeansException notYet) {
      logger.debug("listeners are not ready yet", notYet);
      return List.of();
    }
  }
}
