package io.github.retrystarter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.retrystarter.Backoff;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.budget.RetryBudget;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a book does to the breakers and budgets that are there: all of it, or nothing. */
class PolicyBookTest {

  private static final Vocabulary NO_NAMES =
      new Vocabulary() {
        @Override
        public @Nullable Class<?> type(String name) {
          return null;
        }

        @Override
        public Set<String> kinds() {
          return Set.of("io");
        }

        @Override
        public @Nullable Backoff backoff(String bean) {
          return null;
        }

        @Override
        public Set<String> backoffs() {
          return Set.of();
        }
      };

  private final Breakers breakers = new Breakers(() -> 0, (breaker, from, to) -> {});
  private final Budgets budgets = new Budgets();

  private PolicyBook book(
      Map<PolicyKey, Setting> defaults,
      Map<String, Map<BreakerKey, Setting>> circuitBreakers,
      Map<String, Map<BudgetKey, Setting>> purses) {
    return new PolicyBook(
        new Configuration(defaults, Map.of(), Map.of(), circuitBreakers, purses),
        NO_NAMES,
        breakers,
        budgets);
  }

  private static Setting set(Object value) {
    return new Setting(value, value.toString(), Source.property("test", null));
  }

  @Test
  void aSecondBookChangesTheNumbersOfWhatIsThereAndForgetsTheRest() {
    book(Map.of(), Map.of("a", Map.of(), "b", Map.of()), Map.of("x", Map.of()));
    Breaker a = Objects.requireNonNull(breakers.find("a"));
    RetryBudget own = Objects.requireNonNull(budgets.find("default"));

    PolicyBook second =
        book(
            Map.of(PolicyKey.CIRCUIT_BREAKER, set("a")),
            Map.of("a", Map.of(BreakerKey.MINIMUM_CALLS, set(5))),
            Map.of("default", Map.of(BudgetKey.CAPACITY, set(3.0))));

    Policy policy = second.policies().values().iterator().next();
    assertThat(policy.breaker()).isSameAs(a);
    assertThat(a.settings().minimumCalls()).isEqualTo(5);
    assertThat(policy.budget()).isSameAs(own);
    assertThat(own.settings().capacity()).isEqualTo(3);
    assertThat(breakers.find("b")).isNull();
    assertThat(budgets.find("x")).isNull();
  }

  @Test
  void aBookThatIsRefusedTouchesNothing() {
    book(Map.of(), Map.of("a", Map.of()), Map.of());

    assertThatExceptionOfType(RetryConfigurationException.class)
        .isThrownBy(
            () ->
                book(
                    Map.of(PolicyKey.CIRCUIT_BREAKER, set("c")),
                    Map.of("a", Map.of(BreakerKey.MINIMUM_CALLS, set(5)), "b", Map.of()),
                    Map.of("default", Map.of(BudgetKey.CAPACITY, set(3.0)))));

    assertThat(breakers.all())
        .singleElement()
        .satisfies(breaker -> assertThat(breaker.settings().minimumCalls()).isEqualTo(20));
    assertThat(budgets.all())
        .singleElement()
        .satisfies(budget -> assertThat(budget.settings().capacity()).isEqualTo(10));
  }

  @Test
  void valuesThatAreIllegalByThemselvesAreRefusedWhereverTheyComeFrom() {
    assertThatExceptionOfType(RetryConfigurationException.class)
        .isThrownBy(
            () ->
                book(
                    Map.of(),
                    Map.of("a", Map.of(BreakerKey.HALF_OPEN_CALLS, set(0))),
                    Map.of("x", Map.of(BudgetKey.DEPOSIT, set(1.1)))))
        .satisfies(
            refused ->
                assertThat(refused.problems())
                    .extracting(Problem::value)
                    .containsExactly("0", "1.1"));
  }
}
