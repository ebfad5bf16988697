package io.github.retrystarter.engine;

import io.github.retrystarter.Retry;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** With {@code retry.enabled: false}: the work, once. */
final class PlainRetry implements Retry {

  @Override
  public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
    return work.call();
  }

  @Override
  @SuppressWarnings("NullAway") // a T, which may be a type that allows null
  public <T extends @Nullable Object> CompletableFuture<T> callAsync(
      Supplier<? extends CompletionStage<T>> work) {
    CompletionStage<T> stage;
    try {
      stage = work.get();
    } catch (Throwable failure) {
      return CompletableFuture.failedFuture(failure);
    }
    return stage == null ? CompletableFuture.completedFuture(null) : stage.toCompletableFuture();
  }

  @Override
  public void run(Runnable work) {
    work.run();
  }
}
