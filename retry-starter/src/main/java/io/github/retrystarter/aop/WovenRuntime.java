package io.github.retrystarter.aop;

import io.github.retrystarter.aop.WovenMethod.Found;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Where the aspect finds the context that answers for a woven method. There is one aspect for all
 * classes that a loader of this jar serves, while contexts come and go: each with {@code
 * retry.mode: aspectj} enters itself here while it is running, from the creation of its first
 * retryable bean at the latest, until its beans are destroyed.
 *
 * <p>A method is answered for by the newest context whose class loader sees the method's class, so
 * applications beside each other in one JVM keep apart. Where there is none, it runs as if not
 * annotated. Thread-safe.
 */
public final class WovenRuntime implements AutoCloseable {

  private static volatile Running current = new Running(0, List.of());

  private record Key(Method method, Class<?> type) {}

  private final RetryableMethods methods;
  private final @Nullable ClassLoader loader;
  private final Map<Key, Found> found = new ConcurrentHashMap<>();

  /**
   * Does nothing yet.
   *
   * @param methods resolves methods
   * @param loader the context's class loader; null for the system's
   */
  public WovenRuntime(RetryableMethods methods, @Nullable ClassLoader loader) {
    this.methods = methods;
    this.loader = loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }

  /** From now on it answers for woven methods. */
  void open() {
    synchronized (WovenRuntime.class) {
      List<WovenRuntime> all = new ArrayList<>(current.newestFirst());
      if (!all.contains(this)) {
        all.add(0, this);
        current = new Running(current.number() + 1, List.copyOf(all));
      }
    }
  }

  /** Woven methods run as if not annotated, or as an older context says. */
  @Override
  public void close() {
    synchronized (WovenRuntime.class) {
      List<WovenRuntime> all = new ArrayList<>(current.newestFirst());
      if (all.remove(this)) {
        current = new Running(current.number() + 1, List.copyOf(all));
      }
    }
  }

  static Running running() {
    return current;
  }

  /**
   * The contexts that are there.
   *
   * @param number changes with every one that comes or goes
   * @param newestFirst them
   */
  record Running(int number, List<WovenRuntime> newestFirst) {

    boolean isEmpty() {
      return newestFirst.isEmpty();
    }

    /** Asks the context that is in charge. */
    Found find(Method method, Class<?> type) {
      for (WovenRuntime each : newestFirst) {
        if (each.sees(method.getDeclaringClass())) {
          return each.find(number, method, type);
        }
      }
      return new Found(number, type, null);
    }
  }

  private boolean sees(Class<?> type) {
    for (ClassLoader each = loader; each != null; each = each.getParent()) {
      if (each == type.getClassLoader()) {
        return true;
      }
    }
    return false;
  }

  private Found find(int running, Method method, Class<?> type) {
    Key key = new Key(method, type);
    Found known = found.get(key);
    if (known == null || known.running() != running) {
      known = new Found(running, type, known == null ? resolve(method, type) : known.calls());
      found.put(key, known);
    }
    return known;
  }

  /** Null for a method that another one overrides: it was called by that, in an attempt. */
  private @Nullable WovenCalls resolve(Method method, Class<?> type) {
    Class<?> user = ClassUtils.getUserClass(type);
    return BeanTypes.isMadeAtRunTime(user)
        ? null
        : methods.of(user).stream()
            .filter(each -> each.method().equals(method))
            .findFirst()
            .map(WovenCalls::new)
            .orElse(null);
  }
}
