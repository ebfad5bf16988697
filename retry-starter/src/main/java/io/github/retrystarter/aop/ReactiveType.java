package io.github.retrystarter.aop;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * A type whose values come when it is subscribed to: Reactor's, and what Spring's registry knows
 * (RxJava, Mutiny, Kotlin's Flow), and Kotlin's suspend functions, see {@link Coroutines}.
 *
 * @param adapter makes publishers of it, and the other way round; null for a suspend function
 * @param single whether it has one value at most
 */
record ReactiveType(@Nullable ReactiveAdapter adapter, boolean single) {

  /** What {@link io.github.retrystarter.engine.ReactorRetry} is made of. */
  static boolean isReactorThere() {
    return ClassUtils.isPresent("reactor.core.publisher.Flux", ReactiveType.class.getClassLoader());
  }

  /** Null where it returns none; futures are known to the registry too, see {@link Shape}. */
  static @Nullable ReactiveType of(Class<?> type, Method method) {
    Class<?> returned = Shape.returned(type, method);
    if (Coroutines.isSuspending(method)) {
      return new ReactiveType(null, !Coroutines.isFlow(method));
    }
    ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned);
    return adapter == null
        ? null
        : new ReactiveType(adapter, !adapter.getDescriptor().isMultiValue());
  }

  @Nullable Publisher<?> toPublisher(@Nullable Object returned) {
    if (returned == null) {
      return null;
    }
    if (adapter != null) {
      return adapter.toPublisher(returned);
    }
    return returned instanceof Publisher<?> publisher ? publisher : ofPlain(returned);
  }

  /** What a fallback came to that is no suspend function. */
  private Publisher<?> ofPlain(Object returned) {
    Object source = single ? CompletableFuture.completedFuture(returned) : returned;
    ReactiveAdapter known =
        ReactiveAdapterRegistry.getSharedInstance().getAdapter(source.getClass());
    if (known == null) {
      throw new IllegalStateException("not a Flow: " + returned.getClass().getName());
    }
    return known.toPublisher(source);
  }

  Object fromPublisher(Publisher<?> publisher) {
    return adapter == null ? publisher : adapter.fromPublisher(publisher);
  }
}
