package io.github.retrystarter.aop;

import io.github.retrystarter.engine.Hand;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/** When and how the result of a method comes, seen from what it declares to return. */
enum Shape {

  /** With the return. */
  BLOCKING(Hand.BLOCKING),

  /**
   * {@code @Async}: the method runs in an executor's thread, which Spring makes wait for its
   * future.
   */
  ASYNC(Hand.AWAITING),

  /** With a future of a type that the starter can return. */
  FUTURE(Hand.FUTURE),

  /** With a future of another type. */
  OTHER_FUTURE(Hand.BLOCKING),

  /** When it is subscribed to; see {@link ReactiveType}. */
  REACTIVE(Hand.BLOCKING);

  private static final String ASYNC_ANNOTATION = "org.springframework.scheduling.annotation.Async";

  private final Hand hand;

  Shape(Hand hand) {
    this.hand = hand;
  }

  /** Of no concern where it is reactive. */
  Hand hand() {
    return hand;
  }

  /** Of a call that no executor runs, although the method asks for it: nobody has to wait. */
  static Hand withoutExecutor(Class<?> type, Method method) {
    return of(type, method) == ASYNC
            && returned(type, method).isAssignableFrom(CompletableFuture.class)
        ? FUTURE.hand
        : of(type, method).hand;
  }

  static Shape of(Class<?> type, Method method) {
    Class<?> returned = returned(type, method);
    if (Future.class.isAssignableFrom(returned)
        || CompletionStage.class.isAssignableFrom(returned)) {
      return runsAsync(type, method)
          ? ASYNC
          : returned.isAssignableFrom(CompletableFuture.class) ? FUTURE : OTHER_FUTURE;
    }
    return ReactiveType.of(type, method) != null ? REACTIVE : BLOCKING;
  }

  /** Where it is a type variable: what the class makes of it. */
  static Class<?> returned(Class<?> type, Method method) {
    return GenericTypeResolver.resolveReturnType(method, type);
  }

  private static boolean runsAsync(Class<?> type, Method method) {
    return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).isPresent(ASYNC_ANNOTATION)
        || MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).isPresent(ASYNC_ANNOTATION);
  }
}
