package io.github.retrystarter.aop;

import io.github.retrystarter.policy.Problem;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
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

  /** A class that has nothing to reach is refused, even where the annotation is the class's. */
  static @Nullable Problem problem(Class<?> type, List<Annotated> methods) {
    List<String> reasons = new ArrayList<>();
    Set<String> actions = new LinkedHashSet<>();
    for (Annotated each : methods) {
      Obstacle obstacle = each.byClass() ? obstacle(type, each.method()) : null;
      if (obstacle == null) {
        return null;
      }
      reasons.add(
          each.method().getName()
              + MethodNames.parameters(each.method())
              + " "
              + obstacle.reason());
      actions.add(obstacle.action());
    }
    return reasons.isEmpty()
        ? null
        : new Problem(
            "Class: " + MethodNames.full(type),
            null,
            null,
            "@Retryable has no effect: none of the class's public methods can be reached: "
                + String.join("; ", reasons),
            null,
            String.join(" ", actions));
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
    Obstacle coroutine = Coroutines.obstacle(type, method);
    if (coroutine != null) {
      return coroutine;
    }
    return switch (Shape.of(type, method)) {
      case BLOCKING, ASYNC, FUTURE -> null;
      case OTHER_FUTURE ->
          new Obstacle(
              "returns %s: what the starter returns is a CompletableFuture, and can't be one"
                  .formatted(Shape.returned(type, method).getSimpleName()),
              "Declare it to return CompletableFuture, CompletionStage or Future.");
      case REACTIVE ->
          ReactiveType.isReactorThere()
              ? null
              : new Obstacle(
                  "returns %s, and Reactor is not there to retry it"
                      .formatted(method.getReturnType().getSimpleName()),
                  "Add io.projectreactor:reactor-core to the application's dependencies.");
    };
  }
}
