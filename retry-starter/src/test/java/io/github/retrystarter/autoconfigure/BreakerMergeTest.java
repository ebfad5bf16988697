package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which breaker a policy or a method has, and what it does at an open one. */
class BreakerMergeTest {

  private static final String POLICIES =
      """
      retry:
        defaults:
          circuit-breaker: shared
          circuit-open: wait
        policies:
          inherits:
          names:
            circuit-breaker: gateway
            circuit-open: fail
          child:
            parent: names
          refuses:
            parent: names
            circuit-breaker: none
        circuit-breakers:
          shared:
          gateway:
          stock:
      """;

  static class Orders {
    @Retryable("names")
    public void create() {}

    @Retryable(policy = "names", circuitBreaker = "stock")
    public void reserve() {}

    @Retryable(policy = "names", circuitBreaker = "${orders.breaker}")
    public void cancel() {}

    @Retryable(policy = "names", circuitBreaker = "${orders.unset:}")
    public void show() {}

    @Retryable(policy = "names", circuitBreaker = "stock")
    public void overruled() {}
  }

  @Test
  void withoutAnyKeyThereIsNoBreakerAndNestedRetriesCollapse() {
    Started started = Started.with("retry.policies.orders.delay: 1s");

    assertThat(started.policy("orders").breaker()).isNull();
    assertThat(started.policy("orders").awaitsCircuit()).isFalse();
    assertThat(started.policy("orders").collapses()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"default, shared", "inherits, shared", "names, gateway", "child, gateway"})
  void aPolicyHasTheBreakerThatItOrAnAncestorNames(String policy, String breaker) {
    Started started = Started.with(POLICIES);

    assertThat(started.policy(policy).breaker()).isNotNull().isSameAs(started.breaker(breaker));
  }

  @Test
  void noneTakesAnInheritedBreakerAway() {
    assertThat(Started.with(POLICIES).policy("refuses").breaker()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"default, true", "inherits, true", "names, false", "child, false"})
  void waitingAtAnOpenBreakerIsInherited(String policy, boolean waits) {
    assertThat(Started.with(POLICIES).policy(policy).awaitsCircuit()).isEqualTo(waits);
  }

  @Test
  void waitingAtAnOpenBreakerIsHarmlessWhereThereIsNone() {
    Started started = Started.with("retry.defaults.circuit-open: wait");

    assertThat(started.policy("default").awaitsCircuit()).isTrue();
    assertThat(started.policy("default").breaker()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"default, false", "orders, false", "inner, true"})
  void multiplyingNestedRetriesIsInherited(String policy, boolean collapses) {
    Started started =
        Started.with(
            """
            retry:
              defaults:
                nested: multiply
              policies:
                orders:
                inner:
                  nested: collapse
            """);

    assertThat(started.policy(policy).collapses()).isEqualTo(collapses);
  }

  @ParameterizedTest
  @CsvSource({
    "create, gateway", // as the policy
    "reserve, stock", // as the annotation
    "cancel, shared", // as the annotation, by a placeholder
    "show, gateway", // a placeholder for nothing
    "overruled, shared" // as retry.methods, the last word
  })
  void aMethodsBreakerIsThatOfTheLastLayerThatNamesOne(String method, String breaker) {
    Started started = methods();

    assertThat(started.policyOf("BreakerMergeTest.Orders." + method).breaker())
        .isNotNull()
        .isSameAs(started.breaker(breaker));
  }

  @Test
  void retryMethodsCanSetWhatTheAnnotationCannot() {
    Started started = methods();

    assertThat(started.policyOf("BreakerMergeTest.Orders.overruled").awaitsCircuit()).isTrue();
    assertThat(started.policyOf("BreakerMergeTest.Orders.overruled").collapses()).isFalse();
    assertThat(started.policyOf("BreakerMergeTest.Orders.reserve").awaitsCircuit()).isFalse();
    assertThat(started.policyOf("BreakerMergeTest.Orders.reserve").collapses()).isTrue();
  }

  private static Started methods() {
    String methods =
        """
          methods:
            "[%s.overruled]":
              circuit-breaker: shared
              circuit-open: wait
              nested: multiply
        orders.breaker: shared
        """;
    return Started.with(
        POLICIES + methods.formatted(Orders.class.getCanonicalName()), Map.of(), Orders.class);
  }
}
