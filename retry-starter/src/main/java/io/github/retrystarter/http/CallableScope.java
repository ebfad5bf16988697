package io.github.retrystarter.http;

import io.github.retrystarter.engine.CallScope;
import io.github.retrystarter.engine.ServedRequest;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

/** Takes a request along to the thread in which Spring MVC runs a controller's Callable. */
final class CallableScope implements CallableProcessingInterceptor {

  private final ServedRequest served;

  /** One after another, but the thread of one that timed out may still be at work. */
  private final Map<Callable<?>, Object> entered = new ConcurrentHashMap<>();

  CallableScope(ServedRequest served) {
    this.served = served;
  }

  @Override
  public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
    entered.put(task, CallScope.enter(served));
  }

  @Override
  public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object result) {
    Object scope = entered.remove(task);
    if (scope != null) {
      CallScope.leave(scope);
    }
  }
}
