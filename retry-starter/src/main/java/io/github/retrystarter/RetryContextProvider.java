package io.github.retrystarter;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * How {@link RetryContext}'s static methods reach the engine, which this package must not know: the
 * engine's implementation is found once, by {@link ServiceLoader}. Not for applications.
 */
public interface RetryContextProvider {

  /** The engine's implementation. */
  RetryContextProvider INSTANCE =
      ServiceLoader.load(RetryContextProvider.class, RetryContextProvider.class.getClassLoader())
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "META-INF/services of retry-starter is missing: was it lost in a shaded jar?"));

  /**
   * The innermost retryable call that this thread runs.
   *
   * @return the call; empty outside of any attempt
   */
  Optional<RetryContext> current();

  /**
   * What the caller of this service told.
   *
   * @return it; empty where no request that tells something is under way
   */
  Optional<RetryContext.Inbound> inbound();
}
