package io.github.retrystarter.aop;

import io.github.retrystarter.engine.Attempts.Answer;
import io.github.retrystarter.policy.Nearest;
import io.github.retrystarter.policy.Problem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** The overloads of a fallback: found and checked at start-up, chosen by the failure's type. */
final class Fallbacks {

  private static final int NO_THROWABLE = Integer.MAX_VALUE;

  /**
   * One overload.
   *
   * @param method the method, accessible
   * @param takesArguments whether it takes the retried method's arguments
   * @param failure the Throwable it takes, or null
   */
  private record Overload(Method method, boolean takesArguments, @Nullable Class<?> failure) {

    /** How near the type is to the failure's: 0 = the same; null: it does not take it. */
    @Nullable Integer distance(Throwable thrown) {
      if (failure == null) {
        return NO_THROWABLE;
      }
      if (!failure.isInstance(thrown)) {
        return null;
      }
      int distance = 0;
      for (Class<?> type = thrown.getClass();
          type != null && type != failure;
          type = type.getSuperclass()) {
        distance++;
      }
      return distance;
    }

    @Nullable Object invoke(@Nullable Object target, @Nullable Object[] arguments, Throwable thrown)
        throws Throwable {
      @Nullable Object[] all =
          takesArguments
              ? Arrays.copyOf(arguments, method.getParameterCount())
              : new Object[method.getParameterCount()];
      boolean suspending = Coroutines.isSuspending(method);
      if (failure != null) {
        all[all.length - (suspending ? 2 : 1)] = thrown;
      }
      if (suspending) {
        // As Spring calls the method itself, which has the caller's continuation in the last place.
        all[all.length - 1] = arguments[arguments.length - 1];
        return AopUtils.invokeJoinpointUsingReflection(target, method, all);
      }
      try {
        return method.invoke(target, all);
      } catch (InvocationTargetException e) {
        throw e.getTargetException();
      }
    }
  }

  private final List<Overload> overloads;

  private Fallbacks(List<Overload> overloads) {
    this.overloads = overloads;
  }

  /** Finds the overloads; adds a problem and returns null where none fits. */
  static @Nullable Fallbacks find(Annotated annotated, String name, List<Problem> problems) {
    Method method = annotated.method();
    List<Method> all =
        Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(annotated.type()))
            .filter(each -> !each.isSynthetic())
            .toList();
    List<Overload> fitting = new ArrayList<>();
    List<Method> named =
        all.stream().filter(each -> each.getName().equals(name) && !each.equals(method)).toList();
    for (Method candidate : named) {
      Overload overload = fit(annotated.type(), method, candidate);
      if (overload != null) {
        ReflectionUtils.makeAccessible(candidate);
        fitting.add(overload);
      }
    }
    if (fitting.isEmpty()) {
      problems.add(problem(annotated, name, named, all));
      return null;
    }
    // Those that take the arguments first: they win among equally near ones.
    fitting.sort(Comparator.comparing(overload -> !overload.takesArguments()));
    return new Fallbacks(List.copyOf(fitting));
  }

  /** The overload with the nearest Throwable type; null where none takes the failure. */
  @Nullable Answer answer(
      @Nullable Object target, @Nullable Object[] arguments, Throwable failure) {
    Overload nearest = null;
    int least = NO_THROWABLE;
    for (Overload overload : overloads) {
      Integer distance = overload.distance(failure);
      if (distance != null && (nearest == null || distance < least)) {
        nearest = overload;
        least = distance;
      }
    }
    Overload chosen = nearest;
    return chosen == null ? null : () -> chosen.invoke(target, arguments, failure);
  }

  private static @Nullable Overload fit(Class<?> type, Method method, Method candidate) {
    boolean withoutObject = Modifier.isStatic(method.getModifiers());
    if ((withoutObject && !Modifier.isStatic(candidate.getModifiers()))
        || (Coroutines.isSuspending(candidate) && !Coroutines.isSuspending(method))
        || !returnsFor(type, method, candidate)) {
      return null;
    }
    Class<?>[] wanted = parameters(type, method);
    Class<?>[] has = parameters(type, candidate);
    if (Arrays.equals(wanted, has)) {
      return new Overload(candidate, true, null);
    }
    boolean endsWithThrowable =
        has.length > 0 && Throwable.class.isAssignableFrom(has[has.length - 1]);
    if (endsWithThrowable && Arrays.equals(wanted, Arrays.copyOf(has, has.length - 1))) {
      return new Overload(candidate, true, has[has.length - 1]);
    }
    if (endsWithThrowable && has.length == 1) {
      return new Overload(candidate, false, has[0]);
    }
    return has.length == 0 ? new Overload(candidate, false, null) : null;
  }

  private static boolean returnsFor(Class<?> type, Method method, Method candidate) {
    Class<?> wanted = returned(type, method);
    return wanted == void.class || ClassUtils.isAssignable(wanted, returned(type, candidate));
  }

  private static Class<?> returned(Class<?> type, Method method) {
    return Coroutines.isSuspending(method)
        ? Coroutines.returned(method)
        : GenericTypeResolver.resolveReturnType(method, type);
  }

  /** As the bean's class sees them: one of its methods may come from a generic superclass. */
  private static Class<?>[] parameters(Class<?> type, Method method) {
    return Coroutines.parameters(
        method,
        IntStream.range(0, method.getParameterCount())
            .mapToObj(index -> ResolvableType.forMethodParameter(method, index, type).toClass())
            .toArray(Class<?>[]::new));
  }

  private static Problem problem(
      Annotated annotated, String name, List<Method> named, List<Method> all) {
    Method method = annotated.method();
    String type = MethodNames.simple(annotated.type());
    String reason =
        named.isEmpty()
            ? "@Retryable(fallback = \"%s\"): %s has no method of that name".formatted(name, type)
            : "@Retryable(fallback = \"%s\"): no method of that name fits; found %s"
                .formatted(
                    name,
                    String.join(", ", named.stream().map(Fallbacks::signature).sorted().toList()));
    String declare = "eclare one of: " + String.join(", ", fitting(method, name)) + ".";
    String action =
        named.isEmpty()
            ? Nearest.to(
                    name,
                    all.stream()
                        .map(Method::getName)
                        .filter(each -> !each.equals(method.getName()))
                        .distinct()
                        .toList())
                .map(near -> "Did you mean \"" + near + "\"? Or d" + declare)
                .orElse("D" + declare)
            : "D" + declare;
    return Problem.method(annotated.fullName(), reason, action);
  }

  private static String signature(Method method) {
    return returned(method) + " " + method.getName() + MethodNames.parameters(method);
  }

  private static String returned(Method method) {
    return Coroutines.isSuspending(method)
        ? "suspend " + Coroutines.returned(method).getSimpleName()
        : method.getReturnType().getSimpleName();
  }

  /** The signatures that would fit. */
  private static List<String> fitting(Method method, String name) {
    String head =
        (Modifier.isStatic(method.getModifiers()) ? "static " : "") + returned(method) + " " + name;
    String same = MethodNames.parameters(method);
    String plus = same.equals("()") ? "" : same.replace(")", ",Throwable)");
    return Stream.of(same, plus, "(Throwable)", "()")
        .filter(parameters -> !parameters.isEmpty())
        .distinct()
        .map(parameters -> head + parameters)
        .toList();
  }
}
