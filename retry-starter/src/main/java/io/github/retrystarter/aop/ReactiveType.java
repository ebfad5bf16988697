package io.github.retrystarter.aop;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * A type whose values come when it is subscribed to: Reactor's, and what Spring's registry knows
 * (RxJava, Mutiny, Kotlin's Flow). For a Kotlin suspend function, proxies and the advice in them
 * see a publisher too.
 *
 * @param adapter makes publishers of it, and the other way round; null for a suspend function
 * @param single whether it has one value at most
 */
record ReactiveType(@Nullable ReactiveAdapter adapter, boolean single) {

  private static final String FLOW = "kotlinx.coroutines.flow.Flow";

  /** What {@link io.github.retrystarter.engine.ReactorRetry} is made of. */
  static boolean isReactorThere() {
    return ClassUtils.isPresent("reactor.core.publisher.Flux", ReactiveType.class.getClassLoader());
  }

  /** Null where it returns none; futures are known to the registry too, see {@link Shape}. */
  static @Nullable ReactiveType of(Class<?> type, Method method) {
    Class<?> returned = Shape.returned(type, method);
    if (KotlinDetector.isSuspendingFunction(method)) {
      // Kotlin's compiler makes it return Object; what it stands for is in the last parameter.
      return new ReactiveType(null, !FLOW.equals(suspended(method)));
    }
    ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned);
    return adapter == null
        ? null
        : new ReactiveType(adapter, !adapter.getDescriptor().isMultiValue());
  }

  private static String suspended(Method method) {
    return new org.springframework.core.MethodParameter(method, -1).getParameterType().getName();
  }

  @Nullable Publisher<?> toPublisher(@Nullable Object returned) {
    if (returned == null) {
      return null;
    }
    return adapter == null ? (Publisher<?>) returned : adapter.toPublisher(returned);
  }

  Object fromPublisher(Publisher<?> publisher) {
    return adapter == null ? publisher : adapter.fromPublisher(publisher);
  }
}
