package io.github.retrystarter.engine;

import io.github.retrystarter.Retry;
import java.util.concurrent.Callable;
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

  private final CallSite site;

  PolicyRetry(CallSite site) {
    this.site = site;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // a T, which may be a type that allows null
  public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
    try {
      return (T) BlockingRetry.call(site, CALLABLE, work);
    } catch (Throwable failure) {
      throw Sneaky.rethrow(failure);
    }
  }

  @Override
  public void run(Runnable work) {
    try {
      BlockingRetry.call(site, RUNNABLE, work);
    } catch (Throwable failure) {
      throw Sneaky.rethrow(failure);
    }
  }
}
