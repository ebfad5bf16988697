package io.github.retrystarter.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a method with a future gets. Whoever else completes it, by cancelling, by a
 * time limit of his own, or with a value, does not want the call any more: it is told at once.
 */
final class RetryFuture extends CompletableFuture<@Nullable Object> {

  /** Null when it has ended, so that a future that is kept keeps nothing else. */
  private volatile @Nullable FutureCall<?> call;

  RetryFuture(FutureCall<?> call) {
    this.call = call;
  }

  /** The call has ended with a value. */
  void answer(@Nullable Object value) {
    call = null;
    super.complete(value);
  }

  /** The call was given up. */
  void fail(Throwable failure) {
    call = null;
    super.completeExceptionally(failure);
  }

  private void unwanted() {
    FutureCall<?> running = call;
    call = null;
    if (running != null) {
      running.unwanted();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    unwanted();
    return cancelled;
  }

  @Override
  public boolean complete(@Nullable Object value) {
    boolean first = super.complete(value);
    unwanted();
    return first;
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    boolean first = super.completeExceptionally(failure);
    unwanted();
    return first;
  }

  @Override
  public void obtrudeValue(@Nullable Object value) {
    super.obtrudeValue(value);
    unwanted();
  }

  @Override
  public void obtrudeException(Throwable failure) {
    super.obtrudeException(failure);
    unwanted();
  }

  /** The JDK's own completes it behind the back of {@link #complete}. */
  @Override
  public CompletableFuture<@Nullable Object> completeAsync(
      Supplier<? extends @Nullable Object> supplier, Executor executor) {
    executor.execute(
        () -> {
          if (isDone()) {
            return;
          }
          try {
            complete(supplier.get());
          } catch (Throwable failure) {
            completeExceptionally(failure);
          }
        });
    return this;
  }

  /** What depends on it is an ordinary future. */
  @Override
  public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
