package io.github.retrystarter.logging;

import io.github.retrystarter.breaker.BreakerListener;
import io.github.retrystarter.breaker.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each change of a circuit breaker's state at WARN, with the key-values {@code
 * circuit_breaker}, {@code from} and {@code to}. Stateless.
 */
public final class BreakerLog implements BreakerListener {

  private static final Logger logger = LoggerFactory.getLogger(BreakerLog.class);

  /** Logs nothing yet. */
  public BreakerLog() {}

  @Override
  public void changed(String breaker, State from, State to) {
    logger
        .atWarn()
        .addKeyValue("circuit_breaker", breaker)
        .addKeyValue("from", from.tag())
        .addKeyValue("to", to.tag())
        .log("circuit breaker {} was {} and is {}", breaker, from.tag(), to.tag());
  }
}
