package io.github.retrystarter.benchmarks;

import java.util.List;

/** What is measured with a breaker. */
@SuppressWarnings("ImmutableEnumChecker") // the list is a copy that nobody can change
public enum GuardedSubject {
  /** What all others are compared to: it has no breaker, and lets every call through. */
  BARE("bare Spring AOP proxy", BareApplication.class),
  /** A proxy that rejects every call and does nothing else: the least that a rejection can cost. */
  BARE_THROWING(
      "bare Spring AOP proxy that throws one exception for all calls", ThrowingApplication.class),
  /** The starter. */
  STARTER(
      "Retry Starter `@Retryable(circuitBreaker = …)`",
      GuardedStarterApplication.class,
      "retry.circuit-breakers.work.consecutive-failures=1",
      "retry.circuit-breakers.work.open-duration=1h"),
  /** Resilience4j as its manual combines the two. */
  RESILIENCE4J(
      "Resilience4j `@Retry` and `@CircuitBreaker`",
      GuardedResilience4jApplication.class,
      Resilience4j.STAYS_OPEN,
      Resilience4j.RETRIES_NO_REJECTION),
  /** The same, without the stack traces that it makes by default. */
  RESILIENCE4J_STACKLESS(
      "the same, with `writable-stack-trace-enabled: false`",
      GuardedResilience4jApplication.class,
      Resilience4j.STAYS_OPEN,
      Resilience4j.RETRIES_NO_REJECTION,
      Resilience4j.STACKLESS),
  /** Without its retry. */
  RESILIENCE4J_BREAKER_ONLY(
      "Resilience4j `@CircuitBreaker` alone",
      BreakerOnlyApplication.class,
      Resilience4j.STAYS_OPEN),
  /** Without its retry and without stack traces. */
  RESILIENCE4J_BREAKER_ONLY_STACKLESS(
      "the same, with `writable-stack-trace-enabled: false`",
      BreakerOnlyApplication.class,
      Resilience4j.STAYS_OPEN,
      Resilience4j.STACKLESS);

  private static final class Resilience4j {
    static final String STAYS_OPEN =
        "resilience4j.circuitbreaker.instances.work.wait-duration-in-open-state=1h";
    static final String STACKLESS =
        "resilience4j.circuitbreaker.instances.work.writable-stack-trace-enabled=false";
    static final String RETRIES_NO_REJECTION =
        "resilience4j.retry.instances.work.ignore-exceptions="
            + "io.github.resilience4j.circuitbreaker.CallNotPermittedException";
  }

  private final String title;
  private final Class<?> application;
  private final List<String> properties;

  GuardedSubject(String title, Class<?> application, String... properties) {
    this.title = title;
    this.application = application;
    this.properties = List.of(properties);
  }

  /** The name in the table. */
  String title() {
    return title;
  }

  /** Starts its application; the breaker is closed. */
  Subject.Opened open() {
    return Subject.open(application, properties.toArray(String[]::new));
  }

  /** Starts its application and opens its breaker, where it has one. */
  Subject.Opened openTripped() {
    Subject.Opened opened = open();
    trip(opened);
    return opened;
  }

  /** Opens its breaker, where it has one. */
  void trip(Subject.Opened opened) {
    if (opened.context() != null) {
      opened.context().getBeanProvider(Trip.class).ifAvailable(Trip::open);
    }
  }
}
