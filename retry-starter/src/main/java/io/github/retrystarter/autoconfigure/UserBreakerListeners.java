package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.breaker.BreakerListener;
import io.github.retrystarter.breaker.State;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Tells all listeners of circuit breakers, in order. One that throws changes nothing for the call,
 * nor for the other listeners.
 */
final class UserBreakerListeners extends LateBeans<BreakerListener> {

  private static final Logger logger = LoggerFactory.getLogger(UserBreakerListeners.class);

  private final Set<Class<?>> complainedAbout = ConcurrentHashMap.newKeySet();

  UserBreakerListeners(ObjectProvider<BreakerListener> beans) {
    super(beans);
  }

  /** No {@link BreakerListener} itself, or it would be one of those that it tells. */
  void changed(String breaker, State from, State to) {
    for (BreakerListener listener : get()) {
      try {
        listener.changed(breaker, from, to);
      } catch (Throwable bug) {
        if (complainedAbout.add(listener.getClass())) {
          logger.warn("{} threw; the call goes on (told once)", listener.getClass().getName(), bug);
        }
      }
    }
  }
}
