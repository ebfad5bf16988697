package io.github.retrystarter.aop;

import io.github.retrystarter.policy.Problem;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Methods whose result is a stream: there is no one value that a predicate of results could be
 * asked about, and by the last element the others have gone out.
 */
final class ManyValues {

  private static final Logger logger = LoggerFactory.getLogger(ManyValues.class);

  private ManyValues() {}

  /** Whether the method returns a Flux or the like. */
  static boolean areReturnedBy(Annotated annotated) {
    Class<?> owner = annotated.type();
    Method method = annotated.method();
    ReactiveType type =
        Shape.of(owner, method) == Shape.REACTIVE ? ReactiveType.of(owner, method) : null;
    return type != null && !type.single();
  }

  /** The method's own annotation has a predicate that would never be asked. */
  static Problem problem(Annotated annotated, Class<?> predicate) {
    return new Problem(
        "Method: " + annotated.fullName(),
        null,
        null,
        "@Retryable(retryOnResult = %s.class) has no effect: the method returns a %s, many values"
                .formatted(predicate.getSimpleName(), returned(annotated))
            + " and no one result to ask about",
        "retryOnResult on a method that returns a plain value, a future or one value at most, such"
            + " as a Mono",
        "Return the values as one (a List, a Mono<List<…>>), or remove retryOnResult and let the "
            + returned(annotated)
            + " fail where it is to be retried.");
  }

  /** The annotation of the class has one, which may be meant for its other methods. */
  static void warn(Class<?> type, List<Resolving> all) {
    List<Annotated> unasked =
        all.stream()
            .map(Resolving::annotated)
            .filter(each -> each.byClass() && AnnotationSettings.predicate(each) != null)
            .filter(ManyValues::areReturnedBy)
            .toList();
    if (!unasked.isEmpty()) {
      logger.warn(
          "retryOnResult of @Retryable on {} is not asked about what these methods return, many"
              + " values each: {}",
          MethodNames.full(type),
          unasked.stream().map(ManyValues::told).collect(Collectors.joining("; ")));
    }
  }

  private static String told(Annotated annotated) {
    Method method = annotated.method();
    return "%s%s returns a %s"
        .formatted(method.getName(), MethodNames.parameters(method), returned(annotated));
  }

  /** Kotlin's compiler hides the Flow of a suspend function behind an Object. */
  private static String returned(Annotated annotated) {
    Class<?> type = Shape.returned(annotated.type(), annotated.method());
    return type == Object.class ? "Flow" : type.getSimpleName();
  }
}
