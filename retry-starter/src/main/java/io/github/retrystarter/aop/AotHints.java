package io.github.retrystarter.aop;

import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.annotation.Retryable;
import java.lang.reflect.Method;
import java.util.Set;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What a native image must keep for the retries to find and to call by reflection. Class files are
 * not kept: of what is only told in a warning, nothing is told there.
 */
public final class AotHints {

  private final AnnotatedMethods annotated = new AnnotatedMethods();
  private final ReflectionHints hints;

  /**
   * Collects into these.
   *
   * @param hints where they are added
   */
  public AotHints(ReflectionHints hints) {
    this.hints = hints;
  }

  /**
   * Adds those of all beans with retryable methods.
   *
   * @param beanFactory of the application that is built; no bean of it is created
   */
  public void register(ConfigurableListableBeanFactory beanFactory) {
    new BeanTypes(beanFactory).all().forEach(this::register);
  }

  /** Adds those of one class, or interface; none where it has no retryable method. */
  void register(Class<?> type) {
    if (annotated.of(type).isEmpty()) {
      return;
    }
    for (Class<?> each : MethodCalls.family(type).values()) {
      if (each != Object.class) {
        hints.registerType(each);
      }
    }
    annotated.of(type).forEach(this::register);
  }

  private void register(Annotated one) {
    // An annotation of the user's own, and ours.
    hints.registerType(
        one.annotation().getRoot().getType(), MemberCategory.INVOKE_DECLARED_METHODS);
    hints.registerMethod(one.method(), ExecutableMode.INVOKE);
    Set<Class<?>> interfaces = ClassUtils.getAllInterfacesForClassAsSet(one.type());
    Reach.implementedBy(one.method(), one.type(), interfaces.toArray(Class<?>[]::new))
        .forEach(each -> hints.registerMethod(each, ExecutableMode.INVOKE));
    String fallback = one.annotation().getString("fallback");
    if (!fallback.isEmpty()) {
      for (Method each : ReflectionUtils.getUniqueDeclaredMethods(one.type())) {
        if (each.getName().equals(fallback)) {
          hints.registerMethod(each, ExecutableMode.INVOKE);
        }
      }
    }
    Class<?> predicate = one.annotation().getClass("retryOnResult");
    if (predicate != ResultPredicate.class) {
      hints.registerType(predicate, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
    }
  }

  /** Adds that of the annotation itself. */
  public void registerAnnotation() {
    hints.registerType(Retryable.class, MemberCategory.INVOKE_DECLARED_METHODS);
  }
}
