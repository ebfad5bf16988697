package io.github.retrystarter.aop;

import io.github.retrystarter.annotation.Retryable;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * Tells of beans that carry another library's {@code @Retryable} while nothing acts on it: most
 * likely a wrong import, and silently no retry at all.
 */
public final class ForeignAnnotations {

  private static final Logger logger = LoggerFactory.getLogger(ForeignAnnotations.class);

  /**
   * Another library's annotation.
   *
   * @param name its class
   * @param enabledBy the class of the bean that acts on it
   * @param switchOn what would switch it on
   */
  private record Foreign(String name, String enabledBy, String switchOn) {}

  private static final List<Foreign> FOREIGN =
      List.of(
          new Foreign(
              "org.springframework.resilience.annotation.Retryable",
              "org.springframework.resilience.annotation.RetryAnnotationBeanPostProcessor",
              "@EnableResilientMethods"),
          new Foreign(
              "org.springframework.retry.annotation.Retryable",
              "org.springframework.retry.annotation.RetryConfiguration",
              "@EnableRetry"));

  private final Predicate<String> hasBeanOfClass;

  /**
   * Puts it together.
   *
   * @param hasBeanOfClass whether the context has a bean of a class with the given name, which need
   *     not be on the class path
   */
  public ForeignAnnotations(Predicate<String> hasBeanOfClass) {
    this.hasBeanOfClass = hasBeanOfClass;
  }

  void warn(Collection<Class<?>> types) {
    for (Foreign foreign : FOREIGN) {
      Set<String> carriers = new TreeSet<>();
      Set<String> both = new TreeSet<>();
      types.stream()
          .filter(type -> !type.getName().startsWith("org.springframework."))
          .forEach(type -> collect(type, foreign.name(), carriers, both));
      if (carriers.isEmpty()) {
        continue;
      }
      if (!hasBeanOfClass.test(foreign.enabledBy())) {
        logger.warn(
            "Not retried: {}. These carry @{}, and nothing switches that on. Import {} instead, or"
                + " switch it on with {}.",
            String.join(", ", carriers),
            foreign.name(),
            Retryable.class.getName(),
            foreign.switchOn());
      } else if (!both.isEmpty()) {
        logger.warn(
            "Retried twice: {}. These carry @{} too, and {} switches it on: the calls multiply."
                + " Remove one of the two.",
            String.join(", ", both),
            foreign.name(),
            foreign.switchOn());
      }
    }
  }

  private static void collect(
      Class<?> type, String annotation, Set<String> carriers, Set<String> both) {
    MergedAnnotations onType = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY);
    note(MethodNames.full(type), onType, annotation, carriers, both);
    for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type, m -> !m.isSynthetic())) {
      MergedAnnotations own = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
      note(MethodNames.full(type, method), own, annotation, carriers, both);
    }
  }

  private static void note(
      String name,
      MergedAnnotations annotations,
      String foreign,
      Set<String> carriers,
      Set<String> both) {
    if (annotations.isPresent(foreign)) {
      carriers.add(name);
      if (annotations.isPresent(Retryable.class)) {
        both.add(name);
      }
    }
  }
}
