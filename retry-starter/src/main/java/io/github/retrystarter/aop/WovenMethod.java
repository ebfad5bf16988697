package io.github.retrystarter.aop;

import io.github.retrystarter.aop.WovenRuntime.Running;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.aspectj.lang.JoinPoint;
import org.aspectj.lang.reflect.MethodSignature;
import org.jspecify.annotations.Nullable;

/**
 * One woven method, and what its last call has found out: a call on an object of the same class, in
 * the same contexts, looks nothing up.
 *
 * <p>Kept with the class that declares it, and goes with it. What was found out belongs to a
 * context, and is held by that: from here there is only a weak reference, so that a context that
 * was closed can go too.
 */
final class WovenMethod {

  private static final ClassValue<Table> TABLES =
      new ClassValue<>() {
        @Override
        protected Table computeValue(Class<?> type) {
          return new Table();
        }
      };

  private static final WeakReference<Found> NOTHING = new WeakReference<>(null);

  /** The woven methods of one class, by the small number that AspectJ gives to each. */
  private static final class Table {

    private volatile @Nullable WovenMethod[] methods = new WovenMethod[0];

    WovenMethod of(JoinPoint.StaticPart part) {
      @Nullable WovenMethod[] known = methods;
      int id = part.getId();
      WovenMethod method = id < known.length ? known[id] : null;
      return method == null ? add(part) : method;
    }

    private synchronized WovenMethod add(JoinPoint.StaticPart part) {
      int id = part.getId();
      @Nullable WovenMethod[] known = methods;
      WovenMethod present = id < known.length ? known[id] : null;
      if (present != null) {
        return present;
      }
      WovenMethod fresh = new WovenMethod(((MethodSignature) part.getSignature()).getMethod());
      @Nullable WovenMethod[] all = Arrays.copyOf(known, Math.max(id + 1, known.length));
      all[id] = fresh;
      methods = all;
      return fresh;
    }
  }

  /**
   * What a call has found out.
   *
   * @param running the contexts that it asked
   * @param type the object's class
   * @param calls what runs the calls; null where the method is not to be retried
   */
  record Found(int running, Class<?> type, @Nullable WovenCalls calls) {}

  private final Method method;
  private volatile WeakReference<Found> last = NOTHING;

  private WovenMethod(Method method) {
    this.method = method;
  }

  /**
   * What runs a call; null where it is to run as if not annotated.
   *
   * @throws io.github.retrystarter.policy.RetryConfigurationException if the class is no bean's,
   *     and something is wrong with its annotations
   */
  static @Nullable WovenCalls calls(JoinPoint call) {
    Running running = WovenRuntime.running();
    if (running.isEmpty()) {
      return null;
    }
    JoinPoint.StaticPart part = call.getStaticPart();
    Class<?> declaring = part.getSignature().getDeclaringType();
    Object self = call.getThis();
    return TABLES
        .get(declaring)
        .of(part)
        .calls(running, self == null ? declaring : self.getClass());
  }

  private @Nullable WovenCalls calls(Running running, Class<?> type) {
    Found found = last.get();
    if (found == null || found.running() != running.number() || found.type() != type) {
      found = running.find(method, type);
      last = new WeakReference<>(found);
    }
    return found.calls();
  }
}
