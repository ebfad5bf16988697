package io.github.retrystarter.aop;

import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RetryConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Looks at every bean's class twice: before the first retryable bean is advised, so that names in
 * metrics tell equal class names apart; and when all singletons are there, so that what is wrong
 * with a lazy bean stops the start too.
 */
public final class StartUp implements SmartInitializingSingleton {

  private static final Logger logger = LoggerFactory.getLogger(StartUp.class);

  private final BeanTypes beanTypes;
  private final RetryableMethods methods;
  private final ForeignAnnotations foreign;
  private final boolean enabled;
  private final @Nullable WovenRuntime woven;
  private final Set<Class<?>> warned = ConcurrentHashMap.newKeySet();
  private volatile boolean announced;

  /**
   * Puts it together.
   *
   * @param beanTypes the beans' classes
   * @param methods where they are resolved
   * @param foreign tells of annotations by a wrong import
   * @param enabled false: everything is checked, nothing is advised
   * @param woven answers for woven methods; null in proxy mode
   */
  public StartUp(
      BeanTypes beanTypes,
      RetryableMethods methods,
      ForeignAnnotations foreign,
      boolean enabled,
      @Nullable WovenRuntime woven) {
    this.beanTypes = beanTypes;
    this.methods = methods;
    this.foreign = foreign;
    this.enabled = enabled;
    this.woven = woven;
    if (enabled && woven != null) {
      woven.open();
    }
  }

  /** The methods of a bean that is being created. */
  List<RetryableMethod> methods(Class<?> type) {
    if (!enabled) {
      return List.of();
    }
    // No lock: this asks the bean factory, which has its own. Two threads may both announce.
    if (!announced) {
      beanTypes.all().forEach(methods::announce);
      announced = true;
    }
    try {
      return methods.of(type);
    } catch (RetryConfigurationException e) {
      throw withAllOthers(e.problems());
    }
  }

  /** The first bean with a problem stops the start: what is wrong with others is told with it. */
  private RetryConfigurationException withAllOthers(List<Problem> problems) {
    List<Problem> all = new ArrayList<>(problems);
    beanTypes.all().stream().filter(methods::covers).forEach(type -> methods.check(type, all));
    return new RetryConfigurationException(new ArrayList<>(new LinkedHashSet<>(all)));
  }

  /** Tells once of a class's methods that the advice of its proxy does not reach. */
  void warn(Class<?> type, List<String> outOfReach) {
    if (warned.add(type)) {
      RetryableMethods.warn(type, outOfReach);
    }
  }

  @Override
  public void afterSingletonsInstantiated() {
    List<Problem> problems = new ArrayList<>();
    Set<Class<?>> types = beanTypes.all();
    types.forEach(methods::announce);
    types.forEach(type -> visit(type, problems));
    problems.addAll(methods.unusedOverrides());
    RetryConfigurationException.throwIfAny(new ArrayList<>(new LinkedHashSet<>(problems)));
    foreign.warn(types);
    if (enabled) {
      TightTimeouts.warn(methods.all());
      if (woven == null) {
        warnOfUnadvised();
        SelfInvocations.warn(methods.all());
      }
    }
  }

  /**
   * A bean that was created before the post-processor, say because another post-processor depends
   * on it, is not retried. No error: a test may have put a mock in the bean's place.
   */
  private void warnOfUnadvised() {
    List<String> names = beanTypes.unadvised(methods::covers);
    if (!names.isEmpty()) {
      logger.warn(
          "Not retried: the beans {} have @Retryable methods, but were created too early to be"
              + " advised, or put in place ready-made. Is one needed by a BeanPostProcessor?",
          String.join(", ", names));
    }
  }

  /** A bean that is known by an interface only may turn out to be of any class: it is checked. */
  private void visit(Class<?> type, List<Problem> problems) {
    if (!methods.covers(type)) {
      return;
    }
    if (!enabled || type.isInterface()) {
      methods.check(type, problems);
      return;
    }
    try {
      methods.of(type);
    } catch (RetryConfigurationException e) {
      problems.addAll(e.problems());
    }
  }
}
