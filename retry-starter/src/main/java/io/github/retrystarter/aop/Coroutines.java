package io.github.retrystarter.aop;

import io.github.retrystarter.aop.Reach.Obstacle;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.util.ClassUtils;

/**
 * Kotlin's suspend functions and {@code Flow}, without any class of Kotlin's: an application need
 * not have them. The compiler gives a suspend function one more parameter, its {@code
 * Continuation}, and makes it return Object. A proxy and the advice in it see a publisher.
 */
final class Coroutines {

  private static final String FLOW = "kotlinx.coroutines.flow.Flow";

  private Coroutines() {}

  static boolean isSuspending(Executable method) {
    return method instanceof Method called && KotlinDetector.isSuspendingFunction(called);
  }

  /** Whether a suspend function comes to a {@code Flow}, not to a value. */
  static boolean isFlow(Method suspending) {
    return FLOW.equals(returned(suspending).getName());
  }

  /** What a suspend function comes to; void for {@code Unit}. */
  static Class<?> returned(Method suspending) {
    return new MethodParameter(suspending, -1).getParameterType();
  }

  /** The parameters that stand in the source. */
  static Class<?>[] parameters(Executable method) {
    return parameters(method, method.getParameterTypes());
  }

  /** As {@link #parameters(Executable)}, of types that were resolved. */
  static Class<?>[] parameters(Executable method, Class<?>[] types) {
    return isSuspending(method) ? Arrays.copyOf(types, types.length - 1) : types;
  }

  /** Null where all is there that Spring needs to call it by a proxy, and to tell of its end. */
  static @Nullable Obstacle obstacle(Class<?> type, Method method) {
    boolean suspending = isSuspending(method);
    if (!suspending && !FLOW.equals(Shape.returned(type, method).getName())) {
      return null;
    }
    String kind = suspending ? "is a suspend function" : "returns Flow";
    if (!isThere("kotlinx.coroutines.reactor.MonoKt")) {
      return missing(kind, "org.jetbrains.kotlinx:kotlinx-coroutines-reactor");
    }
    return isThere("kotlin.reflect.full.KClasses")
        ? null
        : missing(kind, "org.jetbrains.kotlin:kotlin-reflect");
  }

  private static Obstacle missing(String kind, String library) {
    return new Obstacle(
        "%s, and %s is not there, which Spring needs to call it by a proxy"
            .formatted(kind, library.substring(library.indexOf(':') + 1)),
        "Add %s to the application's dependencies.".formatted(library));
  }

  private static boolean isThere(String type) {
    return ClassUtils.isPresent(type, Coroutines.class.getClassLoader());
  }
}
