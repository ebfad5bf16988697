package io.github.retrystarter.engine;

import io.github.retrystarter.Retry;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work from code, under one policy. */
final class PolicyRetry implements Retry {

  private static final Attempts<Callable<?>> CALLABLE =
      new Attempts<>() {
        @Override
        public @Nullable Object first(Callable<?> work) throws Exception {
          return work.call();
        }

        @Override
        public @Nullable Object again(Callable<?> work) throws Exception {
          return work.call();
        }
      };

  private static final Attempts<Runnable> RUNNABLE =
      new Attempts<>() {
        @Override
        public @Nullable Object first(Runnable work) {
          work.run();
          return null;
        }

        @Override
        public @Nullable Object again(Runnable work) {
          work.run();
          return null;
        }
      };

  private static final Attempts<Supplier<? extends CompletionStage<?>>> STAGE =
      new Attempts<>() {
        @Override
        public @Nullable Object first(Supplier<? extends CompletionStage<?>> work) {
          return work.get();
        }

        @Override
        public @Nullable Object again(Supplier<? extends CompletionStage<?>> work) {
          return work.get();
        }
      };

  private final CallSite site;

  PolicyRetry(CallSite site) {
    this.site = site;
  }

  CallSite site() {
    return site;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // a T, which may be a type that allows null
  public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
    try {
      return (T) FirstAttempt.call(Hand.BLOCKING, site, CALLABLE, work);
    } catch (Throwable failure) {
      throw Sneaky.rethrow(failure);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // the work's own stage, or one with its values
  public <T extends @Nullable Object> CompletableFuture<T> callAsync(
      Supplier<? extends CompletionStage<T>> work) {
    Object promise;
    try {
      promise = FirstAttempt.call(Hand.FUTURE, site, STAGE, work);
    } catch (Throwable failure) {
      throw Sneaky.rethrow(failure);
    }
    return promise == null
        ? CompletableFuture.completedFuture(null)
        : ((CompletionStage<T>) promise).toCompletableFuture();
  }

  @Override
  public void run(Runnable work) {
    try {
      FirstAttempt.call(Hand.BLOCKING, site, RUNNABLE, work);
    } catch (Throwable failure) {
      throw Sneaky.rethrow(failure);
    }
  }
}
