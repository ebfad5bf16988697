package io.github.retrystarter.aop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.runtime.internal.AroundClosure;
import org.aspectj.runtime.reflect.Factory;
import org.jspecify.annotations.Nullable;

/**
 * A woven call's way on from the retries, through what other aspects do inside of them, to the
 * method. Where several are around a method, AspectJ's join point remembers, for each thread, which
 * of them is next. An attempt in another thread, or one that begins when the first has returned,
 * would find the last one there, and skip all others. So each attempt gets a join point of its own.
 * Thread-safe.
 *
 * @param call the call
 * @param next what comes after the retries
 */
record WovenInvocation(ProceedingJoinPoint call, AroundClosure next) {

  /** The join point's list of what is around it: null where that is one aspect. */
  private static final @Nullable VarHandle CLOSURES = closures();

  private static @Nullable VarHandle closures() {
    try {
      Class<?> type =
          Class.forName(
              "org.aspectj.runtime.reflect.JoinPointImpl",
              false,
              ProceedingJoinPoint.class.getClassLoader());
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findVarHandle(type, "arcs", List.class);
    } catch (ReflectiveOperationException | RuntimeException otherVersion) {
      // Then it is proceeded with as AspectJ has it.
      return null;
    }
  }

  /**
   * To be asked when the retries are entered: then they are the last that is known.
   *
   * @return the call itself where it can be proceeded with at any time in any thread
   */
  static Object of(ProceedingJoinPoint call) {
    List<?> closures = CLOSURES == null ? null : (List<?>) CLOSURES.get(call);
    return closures == null || closures.isEmpty()
        ? call
        : new WovenInvocation(call, (AroundClosure) closures.get(closures.size() - 1));
  }

  static ProceedingJoinPoint joinPoint(Object subject) {
    return subject instanceof WovenInvocation invocation
        ? invocation.call
        : (ProceedingJoinPoint) subject;
  }

  static @Nullable Object proceed(Object subject) throws Throwable {
    return subject instanceof WovenInvocation invocation
        ? invocation.proceed()
        : ((ProceedingJoinPoint) subject).proceed();
  }

  /** The last thing that a closure of several holds is its join point. */
  private @Nullable Object proceed() throws Throwable {
    Object[] state = next.getState().clone();
    state[state.length - 1] =
        Factory.makeJP(call.getStaticPart(), call.getThis(), call.getTarget(), call.getArgs());
    return next.run(state);
  }
}
