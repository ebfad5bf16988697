package io.github.retrystarter.aop;

import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Nearest;
import io.github.retrystarter.policy.Problem;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * {@code retry.methods}: the operator's last word. A key names a method by the bean's class, the
 * class that declares it, or an interface of it; it means all overloads. Thread-safe.
 */
final class MethodOverrides {

  private final Map<String, MethodSpec> specs;
  private final AnnotatedMethods annotatedMethods;
  private final @Nullable ClassLoader loader;
  private final Set<String> used = new HashSet<>();
  private final Set<String> retryable = new LinkedHashSet<>();

  MethodOverrides(
      Map<String, MethodSpec> specs,
      AnnotatedMethods annotatedMethods,
      @Nullable ClassLoader loader) {
    this.specs = specs;
    this.annotatedMethods = annotatedMethods;
    this.loader = loader;
  }

  synchronized @Nullable MethodSpec of(Annotated annotated) {
    String method = "." + annotated.method().getName();
    retryable.add(MethodNames.full(annotated.type()) + method);
    Set<Class<?>> types = new LinkedHashSet<>();
    types.add(annotated.type());
    types.add(annotated.method().getDeclaringClass());
    ClassUtils.getAllInterfacesForClassAsSet(annotated.type()).stream()
        .filter(each -> ClassUtils.hasAtLeastOneMethodWithName(each, annotated.method().getName()))
        .forEach(types::add);
    for (Class<?> type : types) {
      for (String name : List.of(type.getName() + method, MethodNames.full(type) + method)) {
        MethodSpec spec = specs.get(name);
        if (spec != null) {
          used.add(name);
          return spec;
        }
      }
    }
    return null;
  }

  synchronized List<Problem> unused() {
    return specs.keySet().stream()
        .filter(name -> !used.contains(name) && !mayTurnUp(name))
        .sorted()
        .map(this::problem)
        .toList();
  }

  /** A lazy bean may be known by an interface only; its class is named here, and annotated. */
  private boolean mayTurnUp(String name) {
    int dot = name.lastIndexOf('.');
    if (dot < 1) {
      return false;
    }
    try {
      Class<?> type = ClassUtils.forName(name.substring(0, dot), loader);
      return annotatedMethods.of(type).stream()
          .anyMatch(each -> each.method().getName().equals(name.substring(dot + 1)));
    } catch (ClassNotFoundException | LinkageError | IllegalArgumentException unknown) {
      return false;
    }
  }

  /** Of the same class by the method's name alone: long class names would make all look alike. */
  private Optional<String> guess(String name) {
    String type = name.substring(0, name.lastIndexOf('.') + 1);
    List<String> candidates =
        retryable.stream()
            .filter(each -> each.endsWith("." + name) || each.startsWith(type))
            .toList();
    if (candidates.isEmpty()) {
      return Nearest.to(name, retryable);
    }
    List<String> methods = candidates.stream().map(MethodOverrides::method).toList();
    return Nearest.to(method(name), methods).map(near -> candidates.get(methods.indexOf(near)));
  }

  private static String method(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private Problem problem(String name) {
    MethodSpec spec = specs.get(name);
    return Problem.property(
        "retry.methods[" + name + "]",
        null,
        spec == null ? null : spec.source().location(),
        "no bean has a retryable method of that name",
        retryable.isEmpty()
            ? "no method is retryable"
            : String.join(", ", retryable.stream().sorted().limit(20).toList()),
        guess(name)
            .map(guess -> "Did you mean \"[" + guess + "]\"?")
            .orElse("Correct the name, annotate the method with @Retryable, or remove the key."));
  }
}
