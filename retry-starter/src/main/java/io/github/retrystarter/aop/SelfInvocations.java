package io.github.retrystarter.aop;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.asm.Type;
import org.springframework.util.ReflectionUtils;

/**
 * Tells of objects that call their own retryable methods: such a call passes no proxy, so that
 * nothing is retried. Found by the class files, as far as {@link OperandStack} can tell that it is
 * {@code this} that is called; a call on anything else is not told.
 *
 * <p>A method that calls itself is left out: its inner calls run in an attempt of the outer one.
 */
final class SelfInvocations {

  private static final Logger logger = LoggerFactory.getLogger(SelfInvocations.class);

  private SelfInvocations() {}

  /** One WARN for each bean class. */
  static void warn(List<RetryableMethod> methods) {
    MethodCalls calls = new MethodCalls();
    Map<Class<?>, List<RetryableMethod>> byType =
        methods.stream()
            // Where there are interfaces only, what calls is the proxy.
            .filter(each -> !each.type().isInterface())
            .collect(
                Collectors.groupingBy(
                    RetryableMethod::type, LinkedHashMap::new, Collectors.toList()));
    byType.forEach((type, own) -> warn(type, own, calls));
  }

  /** It looks into class files, of which there are many makers: advice is not worth a start. */
  private static void warn(Class<?> type, List<RetryableMethod> methods, MethodCalls calls) {
    try {
      List<String> found =
          callers(type).stream()
              .sorted(Comparator.comparing(caller -> name(type, caller)))
              .flatMap(caller -> found(type, caller, methods, calls).stream())
              .toList();
      if (!found.isEmpty()) {
        logger.warn(
            "{} calls @Retryable methods of its own: {}. Such calls pass no proxy and are not retried."
                + " Make them through another bean, or through a reference to itself that is"
                + " injected with @Lazy, or set retry.mode: aspectj.",
            MethodNames.full(type),
            String.join("; ", found));
      }
    } catch (RuntimeException | LinkageError unreadable) {
      logger.debug("Could not look for self-invocations in {}", type.getName(), unreadable);
    }
  }

  private static List<String> found(
      Class<?> type, Executable caller, List<RetryableMethod> methods, MethodCalls calls) {
    Set<MethodCall> made = calls.in(type, caller.getDeclaringClass(), signature(caller));
    Set<String> callees = new LinkedHashSet<>();
    for (MethodCall call : made) {
      methods.stream()
          .filter(callee -> !callee.method().equals(caller) && isSelf(call, callee))
          .forEach(callee -> callees.add(name(type, callee.method())));
    }
    return callees.isEmpty()
        ? List.of()
        : List.of(name(type, caller) + " calls " + String.join(" and ", callees));
  }

  /** A call by {@code super} is one where it ends in the retryable method, not in one behind it. */
  private static boolean isSelf(MethodCall call, RetryableMethod callee) {
    if (!call.onThis() || !MethodCalls.reaches(call, callee)) {
      return false;
    }
    Class<?> owner = MethodCalls.family(callee.type()).get(call.owner());
    return !call.exact()
        || (owner != null && callee.method().getDeclaringClass().isAssignableFrom(owner));
  }

  /** Whatever the object may run: not what is overridden, but where it is private. */
  private static Collection<Executable> callers(Class<?> type) {
    List<Executable> callers = new ArrayList<>();
    Map<String, Method> nearest = new HashMap<>();
    for (Class<?> each : MethodCalls.family(type).values()) {
      callers.addAll(Arrays.asList(each.getDeclaredConstructors()));
      Stream.of(ReflectionUtils.getDeclaredMethods(each))
          .filter(method -> !method.isSynthetic())
          .filter(
              method ->
                  Modifier.isPrivate(method.getModifiers())
                      || nearest.putIfAbsent(MethodCalls.signature(method), method) == null)
          .forEach(callers::add);
    }
    return callers;
  }

  private static String signature(Executable caller) {
    return caller instanceof Method method
        ? MethodCalls.signature(method)
        : "<init>" + Type.getConstructorDescriptor((Constructor<?>) caller);
  }

  /** {@code create(String)}, {@code Base.create(String)}, {@code the constructor(String)}. */
  private static String name(Class<?> type, Executable method) {
    Class<?> declaring = method.getDeclaringClass();
    return (declaring == type ? "" : MethodNames.simple(declaring) + ".")
        + (method instanceof Constructor ? "the constructor" : method.getName())
        + MethodNames.parameters(method);
  }
}
