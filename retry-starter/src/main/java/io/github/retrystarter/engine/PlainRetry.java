package io.github.retrystarter.engine;

import io.github.retrystarter.Retry;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** With {@code retry.enabled: false}: the work, once. */
final class PlainRetry implements Retry {

  @Override
  public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
    return work.call();
  }

  @Override
  public void run(Runnable work) {
    work.run();
  }
}
