package io.github.retrystarter;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryOperations;
import org.springframework.core.retry.Retryable;

/** A {@link Retry} as Spring's code knows it. Thread-safe. */
final class SpringOperations implements RetryOperations {

  private final Retry retry;

  SpringOperations(Retry retry) {
    this.retry = retry;
  }

  @Override
  public <R extends @Nullable Object> R execute(Retryable<R> work) throws RetryException {
    try {
      return retry.call(
          () -> {
            try {
              return work.execute();
            } catch (Throwable failure) {
              throw asIs(failure);
            }
          });
    } catch (Throwable failure) {
      throw new GivenUp(work.getName(), failure);
    }
  }

  @Override
  public <R extends @Nullable Object> R invoke(Supplier<R> work) {
    try {
      return retry.call(work::get);
    } catch (Exception failure) {
      throw asIs(failure);
    }
  }

  @Override
  public void invoke(Runnable work) {
    retry.run(work);
  }

  /** The caller sees what the work threw, whatever it declares. */
  private static RuntimeException asIs(Throwable failure) {
    SpringOperations.<RuntimeException>throwIt(failure);
    throw new IllegalStateException(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: nothing is cast
  private static <T extends Throwable> void throwIt(Throwable failure) throws T {
    throw (T) failure;
  }

  private static final class GivenUp extends RetryException {
    private static final long serialVersionUID = 1L;

    private GivenUp(String name, Throwable failure) {
      super("Retry Starter gave up on '%s'".formatted(name), failure);
    }

    @Override
    public int getRetryCount() {
      int attempts = RetryInfo.of(getCause()).map(RetryInfo::attempts).orElse(1);
      return Math.max(0, attempts - 1);
    }
  }
}
