package io.github.retrystarter.engine;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryContextProvider;
import java.util.Optional;

/** Shows the ambient call to {@link RetryContext#current()}. */
public final class AmbientContext implements RetryContextProvider {

  /** For {@link java.util.ServiceLoader}. */
  public AmbientContext() {}

  @Override
  public Optional<RetryContext> current() {
    return Optional.ofNullable(Ambient.call(Ambient.cell()));
  }
}
