package io.github.retrystarter.aop;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.aop.Reach.Obstacle;
import io.github.retrystarter.policy.Problem;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Whether the aspect is woven into a method. Not thread-safe; made for one look at a class. */
final class WovenReach {

  /** How AspectJ calls the original code of a method with advice around it. */
  private static final String ORIGINAL = "_aroundBody";

  private static final String AGENT = "org.aspectj.weaver.loadtime.Agent";

  private final MethodCalls files = new MethodCalls();
  private final boolean enabled;

  /**
   * Has looked at nothing yet.
   *
   * @param enabled false: it does not matter whether anything is woven
   */
  WovenReach(boolean enabled) {
    this.enabled = enabled;
  }

  /** Null where nothing is in the way. */
  @Nullable Obstacle obstacle(Class<?> type, Method method, boolean byClass) {
    if (type.isInterface()) {
      return Reach.obstacle(type, method); // made at run time: there a proxy does it
    }
    if (!isSeen(method)) {
      return byClass
          ? new Obstacle(
              "is declared by no annotated class or interface, which AspectJ asks for",
              "Put @Retryable on the method itself.")
          : new Obstacle(
              "has it from a method that it overrides or implements, where AspectJ does not see it",
              "Put @Retryable on the method itself too.");
    }
    if (Coroutines.isSuspending(method)) {
      return new Obstacle(
          "is a suspend function, and suspends where only a proxy can wait for it",
          "Make it an ordinary function that returns a Mono, or set retry.mode: proxy.");
    }
    return isWoven(method)
        ? Reach.shape(type, method)
        : new Obstacle(
            "is not woven: retry.mode is aspectj, and no aspect is in its class", action());
  }

  /** A class into which nothing is woven is refused, even where the annotation is the class's. */
  @Nullable Problem problem(Class<?> type, List<Annotated> methods) {
    List<Method> seen = methods.stream().map(Annotated::method).filter(WovenReach::isSeen).toList();
    return type.isInterface() || seen.isEmpty() || seen.stream().anyMatch(this::isWoven)
        ? null
        : new Problem(
            "Class: " + MethodNames.full(type),
            null,
            null,
            "retry.mode is aspectj, but no aspect is woven into the class: its @Retryable methods"
                + " would run without retries",
            null,
            action());
  }

  private static String action() {
    return agentRuns()
        ? "AspectJ's agent is there: let the <include> and <exclude> elements of your"
            + " META-INF/aop.xml take the class in."
        : "Start the JVM with -javaagent:<path>/aspectjweaver.jar (that of the tests too), or weave"
            + " at compile time, with retry-starter on the aspect path. Or set retry.mode: proxy.";
  }

  /** As the aspect's pointcut says it. */
  private static boolean isSeen(Method method) {
    if (isNear(MergedAnnotations.from(method).get(Retryable.class))) {
      return true;
    }
    return Modifier.isPublic(method.getModifiers())
        && MethodCalls.family(method.getDeclaringClass()).values().stream()
            .filter(each -> isNear(MergedAnnotations.from(each).get(Retryable.class)))
            .anyMatch(
                each -> ClassUtils.hasMethod(each, method.getName(), method.getParameterTypes()));
  }

  private static boolean isNear(MergedAnnotation<Retryable> annotation) {
    return annotation.isPresent() && annotation.getDistance() <= RetryAspect.LEVELS;
  }

  /**
   * By the class as it was loaded, where AspectJ leaves the original code as a method of its own.
   * Those that stand in the class file already were put there by a compiler, maybe for other
   * aspects: if for this one, the file says so.
   */
  private boolean isWoven(Method method) {
    if (!enabled) {
      return true;
    }
    Class<?> type = method.getDeclaringClass();
    String original = method.getName() + ORIGINAL;
    long loaded =
        Arrays.stream(ReflectionUtils.getDeclaredMethods(type))
            .filter(each -> each.getName().startsWith(original))
            .count();
    long compiled = files.count(type, signature -> signature.startsWith(original));
    return loaded > compiled
        || (compiled > 0
            && files.of(type, method).stream()
                .anyMatch(call -> call.owner().equals(RetryAspect.class.getName())));
  }

  private static boolean agentRuns() {
    try {
      return Class.forName(AGENT, false, ClassLoader.getSystemClassLoader())
              .getMethod("getInstrumentation")
              .invoke(null)
          != null;
    } catch (ReflectiveOperationException | LinkageError none) {
      return false;
    }
  }
}
