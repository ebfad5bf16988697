package io.github.retrystarter.engine;

import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.event.CallListener;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells everybody: the starter's own listeners, then the user's. A listener that throws changes
 * nothing for the call, nor for the other listeners.
 */
public final class Listeners implements CallListener {

  private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

  private final List<CallListener> own;
  private final Supplier<List<RetryListener>> users;

  /** A stale value costs one call a reading of the clock, or leaves it untold. */
  private boolean everyCall;

  private final Set<Class<?>> complainedAbout = ConcurrentHashMap.newKeySet();

  /**
   * Puts them in order.
   *
   * @param own the starter's
   * @param users the user's; asked for with the first event, because these beans may depend on
   *     retryable ones
   */
  public Listeners(List<CallListener> own, Supplier<List<RetryListener>> users) {
    this.own = List.copyOf(own);
    this.users = users;
    this.everyCall = wantsEveryCall();
  }

  private boolean wantsEveryCall() {
    for (CallListener each : own) {
      if (each.everyCall()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean everyCall() {
    return everyCall;
  }

  @Override
  public void retrying(RetryEvent event) {
    each(own, listener -> listener.retrying(event));
    each(users.get(), listener -> listener.onRetry(event));
  }

  @Override
  public void waited(CallStats stats, long nanos) {
    each(own, listener -> listener.waited(stats, nanos));
  }

  @Override
  public void ended(
      CallStats stats, Outcome outcome, long nanos, @Nullable Supplier<RetryEvent> event) {
    each(own, listener -> listener.ended(stats, outcome, nanos, event));
    if (event == null) {
      everyCall = everyCall && wantsEveryCall();
      return;
    }
    List<RetryListener> told = users.get();
    if (told.isEmpty()) {
      return;
    }
    RetryEvent what = event.get();
    if (outcome == Outcome.SUCCESS_AFTER_RETRY) {
      each(told, listener -> listener.onSuccess(what));
    } else {
      each(told, listener -> listener.onGiveUp(what));
    }
  }

  @Override
  public void fallingBack(RetryEvent event) {
    each(own, listener -> listener.fallingBack(event));
    each(users.get(), listener -> listener.onFallback(event));
  }

  private <L> void each(List<L> listeners, Consumer<L> told) {
    for (L listener : listeners) {
      try {
        told.accept(listener);
      } catch (Throwable bug) {
        if (complainedAbout.add(listener.getClass())) {
          logger.warn("{} threw; the call goes on (told once)", listener.getClass().getName(), bug);
        }
      }
    }
  }
}
