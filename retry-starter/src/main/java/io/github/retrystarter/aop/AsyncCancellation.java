package io.github.retrystarter.aop;

import io.github.retrystarter.engine.Cancellation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

/**
 * Outside of {@code @Async}: the future that Spring returns knows nothing of the thread that runs
 * the method; this ties them, so that cancelling the future cancels the call. What both see is the
 * invocation. Stateless.
 */
final class AsyncCancellation implements MethodInterceptor {

  private static final String KEY = AsyncCancellation.class.getName();

  @Override
  public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
    if (!(invocation instanceof ProxyMethodInvocation shared)) {
      return invocation.proceed();
    }
    Cancellation cancellation = new Cancellation();
    shared.setUserAttribute(KEY, cancellation);
    Object returned = shared.proceed();
    if (returned instanceof CompletableFuture<?> future) {
      return cancellation.tied(future);
    }
    return returned instanceof Future<?> future
            && shared.getMethod().getReturnType() == Future.class
        ? new Tied<>(future, cancellation)
        : returned;
  }

  /** What may cancel the call that runs behind an invocation; null where nothing can. */
  static @Nullable Cancellation of(MethodInvocation invocation) {
    return invocation instanceof ProxyMethodInvocation shared
            && shared.getUserAttribute(KEY) instanceof Cancellation cancellation
        ? cancellation
        : null;
  }

  private record Tied<T extends @Nullable Object>(Future<T> future, Cancellation cancellation)
      implements Future<T> {

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      // First of all: a call that hears of it ends, and its future with it, as a failed one. And
      // without an interrupt of its own: the call is to know why it is interrupted.
      boolean cancelled = future.cancel(false);
      cancellation.cancel();
      return cancelled;
    }

    @Override
    public boolean isCancelled() {
      return future.isCancelled();
    }

    @Override
    public boolean isDone() {
      return future.isDone();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
      return future.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
      return future.get(timeout, unit);
    }
  }
}
