package io.github.retrystarter.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The observation registry, found as late as {@link LateBeans} are: its handlers may be retryable.
 */
final class LateRegistry
    implements Supplier<@Nullable ObservationRegistry>, SmartInitializingSingleton {

  private static final Logger logger = LoggerFactory.getLogger(LateRegistry.class);

  private final ObjectProvider<ObservationRegistry> registries;
  private volatile @Nullable ObservationRegistry found;

  LateRegistry(ObjectProvider<ObservationRegistry> registries) {
    this.registries = registries;
  }

  /** Where there are several and none is the primary one, nobody can say which is meant. */
  @Override
  public void afterSingletonsInstantiated() {
    found = registries.getIfUnique(() -> ObservationRegistry.NOOP);
  }

  @Override
  public @Nullable ObservationRegistry get() {
    ObservationRegistry known = found;
    return known != null ? known : early();
  }

  private @Nullable ObservationRegistry early() {
    try {
      return registries.getIfUnique();
    } catch (BeansException notYet) {
      logger.debug("the observation registry is not ready yet", notYet);
      return null;
    }
  }
}
