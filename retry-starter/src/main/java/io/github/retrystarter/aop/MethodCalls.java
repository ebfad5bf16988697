package io.github.retrystarter.aop;

import io.github.retrystarter.aop.ClassCode.Body;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Which methods a method calls, by its class file: itself, and through whatever of its own object
 * it calls, be it a private helper, a lambda, an inherited or a static method. Other objects are
 * not looked into. Nothing is found where there is no class file or none that can be read.
 *
 * <p>Reads each class once, and keeps that: made for one look at start-up. Not thread-safe.
 */
final class MethodCalls {

  private final Map<Class<?>, Map<String, Body>> read = new HashMap<>();

  /**
   * Looks at a method as it runs in an object of a class.
   *
   * @param type the object's class, or an interface
   * @param method one of its methods
   * @return every call, those on {@code this} and the followed ones too, in the order found
   */
  Set<MethodCall> of(Class<?> type, Method method) {
    return follow(type, find(method.getDeclaringClass(), signature(method)), (call, body) -> true);
  }

  /**
   * As {@link #of}, but looks only at what stands in the method itself, in its lambdas (each is a
   * method, which only the compiler knows of), and in what it overrides and calls by {@code super}.
   *
   * @param type the object's class
   * @param declaring the class that declares the method
   * @param signature the method's name and descriptor
   */
  Set<MethodCall> in(Class<?> type, Class<?> declaring, String signature) {
    return follow(
        type,
        bodies(declaring).get(signature),
        (call, body) ->
            body.isSynthetic() || (call.onThis() && !body.equals(find(type, call.signature()))));
  }

  private Set<MethodCall> follow(
      Class<?> type, @Nullable Body from, BiPredicate<MethodCall, Body> also) {
    Map<String, Class<?>> family = family(type);
    Set<MethodCall> calls = new LinkedHashSet<>();
    Set<Body> seen = new HashSet<>();
    Deque<Body> open = new ArrayDeque<>();
    Body next = from;
    while (next != null) {
      if (seen.add(next)) {
        for (MethodCall call : next.calls()) {
          Body own = calls.add(call) ? own(type, family.get(call.owner()), call) : null;
          if (own != null && also.test(call, own)) {
            open.add(own);
          }
        }
      }
      next = open.poll();
    }
    return calls;
  }

  /** How many methods with code a class's file has, by their signatures. */
  long count(Class<?> type, Predicate<String> signatures) {
    return bodies(type).keySet().stream().filter(signatures).count();
  }

  /** Whether a call by the type that bytecode names may be one of this method. */
  static boolean reaches(MethodCall call, RetryableMethod method) {
    if (!call.name().equals(method.method().getName())) {
      return false;
    }
    Class<?> owner = family(method.type()).get(call.owner());
    return owner != null
        && family(owner).values().stream()
            .flatMap(each -> List.of(ReflectionUtils.getDeclaredMethods(each)).stream())
            .filter(each -> signature(each).equals(call.signature()))
            .map(each -> AopUtils.getMostSpecificMethod(each, method.type()))
            .anyMatch(method.method()::equals);
  }

  /** What tells the methods of one class apart, as {@link MethodCall#signature} does. */
  static String signature(Method method) {
    return method.getName() + Type.getMethodDescriptor(method);
  }

  /** The code that a call on the object itself comes to; null where it is a call on another. */
  private @Nullable Body own(Class<?> type, @Nullable Class<?> owner, MethodCall call) {
    if (owner == null || !(call.exact() || call.onThis())) {
      return null;
    }
    Body declared = bodies(owner).get(call.signature());
    boolean fixed = call.exact() || (declared != null && declared.isPrivate());
    return find(fixed ? owner : type, call.signature());
  }

  private @Nullable Body find(Class<?> type, String signature) {
    for (Class<?> each : family(type).values()) {
      Body body = bodies(each).get(signature);
      if (body != null) {
        return body;
      }
    }
    return null;
  }

  /** The class, those it extends, nearest first, then the interfaces: as calls are dispatched. */
  static Map<String, Class<?>> family(Class<?> type) {
    Map<String, Class<?>> family = new LinkedHashMap<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      family.put(each.getName(), each);
    }
    for (Class<?> each : ClassUtils.getAllInterfacesForClass(type)) {
      family.put(each.getName(), each);
    }
    return family;
  }

  /** What the JDK's own classes call is none of our business. */
  private Map<String, Body> bodies(Class<?> type) {
    boolean isOfTheJdk = type.getClassLoader() == null;
    return isOfTheJdk ? Map.of() : read.computeIfAbsent(type, ClassCode::of);
  }
}
