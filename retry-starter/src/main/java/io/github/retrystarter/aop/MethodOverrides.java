package io.github.retrystarter.aop;

import io.github.retrystarter.policy.Configuration;
import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Nearest;
import io.github.retrystarter.policy.Problem;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * {@code retry.methods}: the operator's last word. A key names a method by the bean's class, the
 * class that declares it, or an interface of it; it means all overloads. Thread-safe.
 */
final class MethodOverrides {

  private final AnnotatedMethods annotatedMethods;
  private final @Nullable ClassLoader loader;
  private final Set<Annotated> seen = new LinkedHashSet<>();

  MethodOverrides(AnnotatedMethods annotatedMethods, @Nullable ClassLoader loader) {
    this.annotatedMethods = annotatedMethods;
    this.loader = loader;
  }

  /** Makes known that the method exists. */
  synchronized void see(Annotated annotated) {
    seen.add(annotated);
  }

  /** What they say of a method; null for nothing. */
  static @Nullable MethodSpec of(Annotated annotated, Configuration configuration) {
    Map<String, MethodSpec> specs = configuration.methods();
    return names(annotated).stream()
        .map(specs::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** All that it can be called by, the nearest first. */
  private static Set<String> names(Annotated annotated) {
    String method = "." + annotated.method().getName();
    Set<Class<?>> types = new LinkedHashSet<>();
    types.add(annotated.type());
    types.add(annotated.method().getDeclaringClass());
    ClassUtils.getAllInterfacesForClassAsSet(annotated.type()).stream()
        .filter(each -> ClassUtils.hasAtLeastOneMethodWithName(each, annotated.method().getName()))
        .forEach(types::add);
    Set<String> names = new LinkedHashSet<>();
    for (Class<?> type : types) {
      names.add(type.getName() + method);
      names.add(MethodNames.full(type) + method);
    }
    return names;
  }

  /** Those that no method answers to. */
  synchronized List<Problem> unused(Configuration configuration) {
    Map<String, MethodSpec> specs = configuration.methods();
    Set<String> used = new HashSet<>();
    Set<String> retryable = new LinkedHashSet<>();
    for (Annotated each : seen) {
      retryable.add(MethodNames.full(each.type()) + "." + each.method().getName());
      // The nearest wins; the others are of no use.
      names(each).stream().filter(specs::containsKey).findFirst().ifPresent(used::add);
    }
    return specs.entrySet().stream()
        .filter(spec -> !used.contains(spec.getKey()) && !mayTurnUp(spec.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(spec -> problem(spec.getKey(), spec.getValue(), retryable))
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
  private static Optional<String> guess(String name, Set<String> retryable) {
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

  private static Problem problem(String name, MethodSpec spec, Set<String> retryable) {
    return Problem.property(
        "retry.methods[" + name + "]",
        null,
        spec.source().location(),
        "no bean has a retryable method of that name",
        retryable.isEmpty()
            ? "no method is retryable"
            : String.join(", ", retryable.stream().sorted().limit(20).toList()),
        guess(name, retryable)
            .map(guess -> "Did you mean \"[" + guess + "]\"?")
            .orElse("Correct the name, annotate the method with @Retryable, or remove the key."));
  }
}
