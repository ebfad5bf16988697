package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.RetryListener;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The user's listeners: found when all singletons are there, or with the first event before that.
 * Not when the engine is made, for a listener may depend on a retryable bean.
 */
final class UserListeners implements Supplier<List<RetryListener>>, SmartInitializingSingleton {

  private static final Logger logger = LoggerFactory.getLogger(UserListeners.class);

  private final ObjectProvider<RetryListener> beans;
  private volatile @Nullable List<RetryListener> found;

  UserListeners(ObjectProvider<RetryListener> beans) {
    this.beans = beans;
  }

  @Override
  public void afterSingletonsInstantiated() {
    found = beans.orderedStream().toList();
  }

  @Override
  public List<RetryListener> get() {
    List<RetryListener> known = found;
    return known != null ? known : early();
  }

  /** A call during start-up; a listener that can't be made yet hears of later calls only. */
  private List<RetryListener> early() {
    try {
      return beans.orderedStream().toList();
    } catch (BeansException notYet) {
      logger.debug("retry listeners are not ready yet", notYet);
      return List.of();
    }
  }
}
