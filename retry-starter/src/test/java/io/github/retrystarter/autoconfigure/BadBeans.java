package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.Backoff;
import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.annotation.Retryable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The beans of {@link BadConfigurationTest}'s table, by simple name. */
final class BadBeans {

  private BadBeans() {}

  static Class<?> named(String simpleName) {
    for (Class<?> each : BadBeans.class.getDeclaredClasses()) {
      if (each.getSimpleName().equals(simpleName)) {
        return each;
      }
    }
    throw new IllegalArgumentException(simpleName);
  }

  static class Orders {
    @Retryable("orders")
    public void create(String id) {}

    public void delete(String id) {}
  }

  static class NotRetryable {
    public void create(String id) {}
  }

  static class Payments {
    @Retryable("paymets")
    public void confirm(String id, int cents) {}
  }

  static class Shipping {
    @Retryable("shiping")
    public void send() {}
  }

  static class PolicyByPlaceholder {
    @Retryable("${orders.policy}")
    public void create() {}
  }

  static class LongFirstDelay {
    @Retryable(policy = "orders", delay = "5s")
    public void create() {}
  }

  static class NoLimit {
    @Retryable(maxRetries = -1)
    public void create() {}
  }

  static class OutOfRange {
    @Retryable(maxRetries = 10001, multiplier = 0.5, delay = "-1s", timeout = "0s")
    public void create() {}
  }

  static class BadDuration {
    @Retryable(delay = "5 seconds")
    public void create() {}
  }

  static class TooLongDuration {
    @Retryable(delay = "9223372036854775807d")
    public void create() {}
  }

  static class DurationByPlaceholder {
    @Retryable(delay = "${orders.delay}")
    public void create() {}
  }

  static class WithCircuitBreaker {
    @Retryable(circuitBreaker = "payment-gateway")
    public void create() {}
  }

  static class CircuitBreakerByPlaceholder {
    @Retryable(circuitBreaker = "${orders.breaker}")
    public void create() {}
  }

  static class FallbackMissing {
    @Retryable(fallback = "form")
    public String load(String id, int page) {
      return id;
    }
  }

  static class FallbackMisspelt {
    @Retryable(fallback = "cachd")
    public String load() {
      return "";
    }

    String cached() {
      return "";
    }
  }

  static class FallbackNotFitting {
    @Retryable(fallback = "cached")
    public String load(String id) {
      return id;
    }

    String cached(int id) {
      return "";
    }

    Object cached(String id) {
      return id;
    }
  }

  static class NotCreatable implements ResultPredicate {
    NotCreatable(String needed) {}

    @Override
    public boolean shouldRetry(@Nullable Object result) {
      return false;
    }
  }

  static class PredicateNotCreatable {
    @Retryable(retryOnResult = NotCreatable.class)
    public void create() {}
  }

  static class PredicateOfMany {
    static class Stale implements ResultPredicate {
      @Override
      public boolean shouldRetry(@Nullable Object result) {
        return true;
      }
    }

    @Retryable(retryOnResult = Stale.class)
    public Flux<String> prices() {
      return Flux.empty();
    }
  }

  @SuppressWarnings("UnusedMethod")
  static class PrivateMethod {
    @Retryable
    private void create() {}
  }

  static class StaticMethod {
    @Retryable
    public static void create() {}
  }

  static class FinalMethod {
    @Retryable
    public final void create() {}
  }

  static final class FinalClass {
    @Retryable
    public void create() {}
  }

  static class SlowStart implements Backoff {
    @Override
    public Duration delay(int retry, double random) {
      return Duration.ofSeconds(retry);
    }
  }
}
