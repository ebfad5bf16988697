package io.github.retrystarter.aop;

import io.github.retrystarter.annotation.Retryable;
import java.lang.reflect.Method;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * A method that the annotation covers.
 *
 * @param type the bean's class, or an interface where there is no class of the user's
 * @param method the most specific method
 * @param annotation the nearest annotation, attributes merged
 * @param byClass whether it stands on a class or an interface, not on the method
 */
record Annotated(
    Class<?> type, Method method, MergedAnnotation<Retryable> annotation, boolean byClass) {

  String fullName() {
    return MethodNames.full(type, method);
  }
}
