package io.github.retrystarter.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/** Whether advice can reach a method, and the starter can retry what it returns. */
final class Reach {

  /**
   * Why not.
   *
   * @param reason completes "the method …"
   * @param action what to do
   */
  record Obstacle(String reason, String action) {}

  private static final String ASYNC = "org.springframework.scheduling.annotation.Async";

  private Reach() {}

  /** Null where nothing is in the way. */
  static @Nullable Obstacle obstacle(Class<?> type, Method method) {
    int modifiers = method.getModifiers();
    if (Modifier.isStatic(modifiers)) {
      return new Obstacle("is static: no proxy can intercept it", "Make it an instance method.");
    }
    if (Modifier.isPrivate(modifiers)) {
      return new Obstacle(
          "is private: no proxy can intercept it", "Make it public, protected or package-private.");
    }
    if (Modifier.isFinal(modifiers) && !declaredByInterface(type, method)) {
      return new Obstacle(
          "is final: no proxy can override it",
          "Make it non-final (in Kotlin: open), or declare it in an interface of a final class.");
    }
    if (Modifier.isFinal(modifiers) && !isClosed(type)) {
      return new Obstacle(
          "is final: the proxy that extends its class can't override it", "Make it non-final.");
    }
    Closed closed = closed(type);
    if (closed != null && !declaredByInterface(type, method)) {
      return new Obstacle(
          "belongs to %s and is not declared by an interface: no proxy can intercept it"
              .formatted(closed.what()),
          closed.remedy() + ", or declare the method in an interface.");
    }
    if (isHidden(type, method)) {
      return new Obstacle(
          "is package-private in another package than the bean's class: no proxy can override it",
          "Make it public or protected.");
    }
    return shape(type, method);
  }

  /** Final, or as good as final for a proxy that would extend it. */
  static boolean isClosed(Class<?> type) {
    return closed(type) != null;
  }

  /** Why a class can't be extended, and what to do. */
  private record Closed(String what, String remedy) {}

  private static @Nullable Closed closed(Class<?> type) {
    if (type.isInterface()) {
      return null;
    }
    if (Modifier.isFinal(type.getModifiers())) {
      return new Closed("a final class", "Make the class non-final (in Kotlin: open)");
    }
    if (type.isSealed()) {
      return new Closed("a sealed class", "Make the class non-sealed");
    }
    boolean hidden =
        Arrays.stream(type.getDeclaredConstructors())
            .allMatch(constructor -> Modifier.isPrivate(constructor.getModifiers()));
    return hidden
        ? new Closed(
            "a class with private constructors only",
            "Give the class a constructor that is not private")
        : null;
  }

  /** A proxy is of the package of the bean's class, and overrides what is visible there. */
  private static boolean isHidden(Class<?> type, Method method) {
    int visible = Modifier.PUBLIC | Modifier.PROTECTED;
    return (method.getModifiers() & visible) == 0
        && !method.getDeclaringClass().getPackageName().equals(type.getPackageName());
  }

  static boolean declaredByInterface(Class<?> type, Method method) {
    return type.isInterface()
        || declaredByAny(
            // A proxy can't implement a sealed one.
            Arrays.stream(ClassUtils.getAllInterfacesForClass(type))
                .filter(each -> !each.isSealed())
                .toArray(Class<?>[]::new),
            type,
            method);
  }

  /** Whether a call through one of the interfaces ends in the method, bridges followed. */
  static boolean declaredByAny(Class<?>[] interfaces, Class<?> type, Method method) {
    return implementedBy(method, type, interfaces).findAny().isPresent();
  }

  /** The interfaces' methods that the method of the class implements. */
  static Stream<Method> implementedBy(Method method, Class<?> type, Class<?>[] interfaces) {
    return Arrays.stream(interfaces)
        .flatMap(each -> Arrays.stream(each.getMethods()))
        .filter(candidate -> candidate.getName().equals(method.getName()))
        .filter(candidate -> AopUtils.getMostSpecificMethod(candidate, type).equals(method));
  }

  /** Null where what it returns can be retried. */
  static @Nullable Obstacle shape(Class<?> type, Method method) {
    Class<?> returned = method.getReturnType();
    boolean future =
        Future.class.isAssignableFrom(returned) || CompletionStage.class.isAssignableFrom(returned);
    boolean unsupported =
        future ? !runsAsync(type, method) : isReactive(returned) || isSuspending(method);
    return unsupported
        ? new Obstacle(
            "returns "
                + returned.getSimpleName()
                + ": retries of asynchronous results are not available yet",
            "Annotate a blocking method, or use Reactor's or the library's own retry.")
        : null;
  }

  /** With {@code @Async} the method itself runs, and fails, in the executor's thread. */
  private static boolean runsAsync(Class<?> type, Method method) {
    return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).isPresent(ASYNC)
        || MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).isPresent(ASYNC);
  }

  private static boolean isReactive(Class<?> returned) {
    return ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned) != null;
  }

  private static boolean isSuspending(Method method) {
    return KotlinDetector.isSuspendingFunction(method);
  }
}
