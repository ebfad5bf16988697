package io.github.retrystarter.engine;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryContextProvider;
import java.util.Optional;

/** Shows the ambient call, and the request that is served, to {@link RetryContext}. */
public final class AmbientContext implements RetryContextProvider {

  /** For {@link java.util.ServiceLoader}. */
  public AmbientContext() {}

  @Override
  public Optional<RetryContext> current() {
    return Optional.ofNullable(Ambient.call(Ambient.cell()));
  }

  @Override
  public Optional<RetryContext.Inbound> inbound() {
    Object scope = Ambient.knownScope(Ambient.cell());
    ServedRequest request = scope instanceof Call call ? call.request() : null;
    if (scope instanceof ServedRequest served) {
      request = served;
    }
    return request == null ? Optional.empty() : request.inbound();
  }
}
