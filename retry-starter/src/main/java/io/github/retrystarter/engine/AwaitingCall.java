package io.github.retrystarter.engine;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The blocking hand for a method whose future this thread waits for in any case: each attempt ends
 * with its future, the fallback too, and what is returned is done.
 */
final class AwaitingCall<S> extends BlockingCall<S> {

  AwaitingCall(Call call, Course course, Attempts<S> attempts, S subject) {
    super(call, course, awaited(attempts), subject);
  }

  @Override
  public @Nullable Object afterValue(@Nullable Object promise) throws Throwable {
    return goOn(ended(() -> await(promise)));
  }

  /** What the future holds: it is asked about, and closed where it goes to nobody. */
  @Override
  @Nullable Object result(@Nullable Object returned) {
    return returned instanceof Future<?> future ? Futures.ended(future).value() : returned;
  }

  private static <S> Attempts<S> awaited(Attempts<S> attempts) {
    return new Attempts<>() {
      @Override
      public @Nullable Object first(S subject) throws Throwable {
        return await(attempts.first(subject));
      }

      @Override
      public @Nullable Object again(S subject) throws Throwable {
        return await(attempts.again(subject));
      }

      @Override
      public @Nullable Answer fallback(S subject, Throwable failure) {
        Answer answer = attempts.fallback(subject, failure);
        return answer == null ? null : () -> await(answer.get());
      }

      @Override
      public boolean isUnwanted(S subject) {
        return attempts.isUnwanted(subject);
      }
    };
  }

  private static @Nullable Object await(@Nullable Object returned) throws Throwable {
    // A minimal stage of the JDK's is a future too, but can't be asked.
    Object promise =
        returned instanceof CompletionStage<?> stage ? stage.toCompletableFuture() : returned;
    if (promise instanceof Future<?> future) {
      try {
        Object unused = future.get();
      } catch (ExecutionException failure) {
        throw Futures.unwrapped(failure);
      } catch (InterruptedException interrupt) {
        future.cancel(true);
        throw interrupt;
      }
    }
    return promise;
  }
}
