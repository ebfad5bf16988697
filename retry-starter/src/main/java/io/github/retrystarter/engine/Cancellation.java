package io.github.retrystarter.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets a caller cancel a call that an executor's thread makes for him: the running attempt, or the
 * wait, is interrupted, and there are no retries. Thread-safe; for one call.
 */
public final class Cancellation {

  private volatile boolean cancelled;
  private volatile @Nullable AttemptWatch running;

  /** Of a call that has not begun. */
  public Cancellation() {}

  /** Cancels the call; does nothing where it has ended. */
  public void cancel() {
    cancelled = true;
    AttemptWatch watch = running;
    if (watch != null) {
      watch.cut();
    }
  }

  /**
   * Whether the caller does not want it any more.
   *
   * @return true from {@link #cancel()} on
   */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Gives the caller a future of his own: when he cancels it, or completes it otherwise, the call
   * is cancelled.
   *
   * @param future what the executor gave
   * @return ends as the other, with the failure itself where the executor wraps it
   */
  public CompletableFuture<?> tied(CompletableFuture<?> future) {
    CompletableFuture<@Nullable Object> told = new CompletableFuture<>();
    CompletableFuture<?> unused =
        future.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                told.complete(value);
              } else {
                told.completeExceptionally(Futures.unwrapped(failure));
              }
            });
    // Where the call has completed it, it has ended, and nothing happens.
    CompletableFuture<?> unusedToo =
        told.whenComplete(
            (value, failure) -> {
              future.cancel(false);
              cancel();
            });
    return told;
  }

  /**
   * Makes the call in this thread.
   *
   * <p>No cancellation is lost: it is set before the watch is read, and the watch is set before it
   * is read. Nor does an interrupt outlast the call.
   *
   * @param call it
   * @return its value
   * @throws CancellationException if it was cancelled before; then it does not begin
   * @throws Throwable if it fails
   */
  public @Nullable Object during(Attempts.Answer call) throws Throwable {
    AttemptWatch watch = AttemptWatch.withoutLimit();
    running = watch;
    try {
      if (cancelled) {
        throw new CancellationException("cancelled before it began");
      }
      return call.get();
    } finally {
      running = null;
      boolean unused = watch.end();
      Ambient.tidy(Ambient.cell());
    }
  }
}
