package io.github.retrystarter.aop;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How methods are called in metrics, logs and errors. */
final class MethodNames {

  private MethodNames() {}

  /** {@code OrderService}, {@code Outer.Inner}. */
  static String simple(Class<?> type) {
    String name = type.getName();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }

  /** {@code com.acme.shop.OrderService}, {@code com.acme.Outer.Inner}. */
  static String full(Class<?> type) {
    return type.getName().replace('$', '.');
  }

  /** {@code (String,int)}, as the source has them. */
  static String parameters(Executable method) {
    return Arrays.stream(Coroutines.parameters(method))
        .map(Class::getSimpleName)
        .collect(Collectors.joining(",", "(", ")"));
  }

  /** {@code com.acme.shop.OrderService.create(String,int)}, for errors. */
  static String full(Class<?> type, Method method) {
    return full(type) + "." + method.getName() + parameters(method);
  }
}
