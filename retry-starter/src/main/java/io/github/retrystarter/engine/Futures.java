package io.github.retrystarter.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What can be asked of the promises that a method may return: of stages and of plain futures. */
final class Futures {

  private Futures() {}

  /** Whether it holds its value already, or there is nothing to wait for: null is a value. */
  static boolean hasValue(@Nullable Object promise) {
    return promise instanceof CompletableFuture<?> future
        ? isDone(future) && !future.isCompletedExceptionally()
        : !isPromise(promise);
  }

  /** The value of one that has it. */
  static @Nullable Object value(@Nullable Object promise) {
    return promise instanceof CompletableFuture<?> future ? future.join() : promise;
  }

  static boolean isPromise(@Nullable Object returned) {
    return returned instanceof CompletionStage || returned instanceof Future;
  }

  /** Whether it is known to be done: the JDK's own minimal stages are futures, but don't say. */
  static boolean isDone(Object promise) {
    try {
      return promise instanceof Future<?> future && future.isDone();
    } catch (UnsupportedOperationException minimal) {
      return false;
    }
  }

  /** Cancels the work, as far as it lets itself be cancelled. */
  static void cancel(Object promise) {
    try {
      if (promise instanceof Future<?> future) {
        future.cancel(true);
      } else if (promise instanceof CompletionStage<?> stage) {
        stage.toCompletableFuture().cancel(true);
      }
    } catch (Throwable notCancellable) {
      // A stage need not have a future; then its result is ignored.
    }
  }

  /** The failure itself: stages and futures wrap it on its way. */
  static Throwable unwrapped(Throwable failure) {
    Throwable each = failure;
    while ((each instanceof CompletionException || each instanceof ExecutionException)
        && each.getCause() != null) {
      each = each.getCause();
    }
    return each;
  }

  /**
   * How a plain future ended.
   *
   * @param value its value
   * @param failure null after a value
   */
  record Ended(@Nullable Object value, @Nullable Throwable failure) {}

  /** How a future that is done has ended; waits for no time. */
  static Ended ended(Future<?> done) {
    boolean interrupted = Thread.interrupted();
    try {
      return new Ended(done.get(), null);
    } catch (ExecutionException | CancellationException failure) {
      return new Ended(null, unwrapped(failure));
    } catch (Throwable own) {
      return new Ended(null, own);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
