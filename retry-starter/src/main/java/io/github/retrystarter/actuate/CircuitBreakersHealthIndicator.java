package io.github.retrystarter.actuate;

import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.Breakers;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Shows the circuit breakers. An open one says that a dependency is ill, not this application: so
 * the status stays UP, unless the user says otherwise. Thread-safe.
 */
public final class CircuitBreakersHealthIndicator extends AbstractHealthIndicator {

  private static final Set<String> OPEN = Set.of("open", "forced_open");

  private final Breakers breakers;
  private final @Nullable String openStatus;

  /**
   * Puts it together.
   *
   * @param breakers all breakers
   * @param openStatus the status while one is open or forced open; null: UP
   */
  public CircuitBreakersHealthIndicator(Breakers breakers, @Nullable String openStatus) {
    this.breakers = breakers;
    this.openStatus = openStatus;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    health.up();
    for (Breaker breaker : breakers.all()) {
      health.withDetail(breaker.name(), GuardDescriptors.describe(breaker));
      if (openStatus != null && OPEN.contains(breaker.state())) {
        health.status(openStatus);
      }
    }
  }
}
