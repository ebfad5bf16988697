package io.github.retrystarter.aop;

import io.github.retrystarter.annotation.Retryable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the methods that the annotation covers, wherever it stands: on the method, on one that it
 * overrides or implements, on an annotation of it, or on the class. Pure, but for a cache.
 *
 * <p>Created before all other beans, so nobody shall look for advice for it.
 */
public final class AnnotatedMethods implements AopInfrastructureBean {

  private final Map<Class<?>, List<Annotated>> found = new ConcurrentHashMap<>();

  /** Has looked at nothing yet. */
  public AnnotatedMethods() {}

  /** All that are covered, in a stable order, reachable by advice or not. */
  List<Annotated> of(Class<?> type) {
    return found.computeIfAbsent(type, AnnotatedMethods::find);
  }

  private static List<Annotated> find(Class<?> type) {
    if (!AnnotationUtils.isCandidateClass(type, Retryable.class)) {
      return List.of();
    }
    MergedAnnotation<Retryable> onType =
        MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).get(Retryable.class);
    Map<Method, Annotated> methods = new LinkedHashMap<>();
    MethodIntrospector.selectMethods(
            type,
            (MethodIntrospector.MetadataLookup<Annotated>) method -> look(type, method, onType))
        .values()
        .forEach(each -> methods.putIfAbsent(each.method(), each));
    return methods.values().stream()
        .sorted(Comparator.comparing(annotated -> annotated.method().toString()))
        .toList();
  }

  private static @Nullable Annotated look(
      Class<?> type, Method found, MergedAnnotation<Retryable> onType) {
    // A public class that inherits a public method from a package-private one has a bridge to it;
    // advice is asked for the method behind.
    Method method = BridgeMethodResolver.findBridgedMethod(found);
    MergedAnnotation<Retryable> own = on(type, method);
    if (own.isPresent()) {
      return new Annotated(type, method, own, false);
    }
    boolean covered =
        onType.isPresent()
            && Modifier.isPublic(method.getModifiers())
            && !ReflectionUtils.isObjectMethod(method)
            // What answers in place of a failed call is not retried itself.
            && !method.getName().equals(onType.getString("fallback"));
    return covered ? new Annotated(type, method, onType, true) : null;
  }

  private static MergedAnnotation<Retryable> on(Class<?> type, Method method) {
    MergedAnnotation<Retryable> own = on(method);
    if (own.isPresent() || method.getDeclaringClass() == type) {
      return own;
    }
    // An inherited method may implement an interface that its own class knows nothing of.
    return Reach.implementedBy(method, type, ClassUtils.getAllInterfacesForClass(type))
        .map(AnnotatedMethods::on)
        .filter(MergedAnnotation::isPresent)
        .findFirst()
        .orElse(own);
  }

  private static MergedAnnotation<Retryable> on(Method method) {
    return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).get(Retryable.class);
  }
}
