package io.github.retrystarter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.retrystarter.Backoff;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Configuration.Reference;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  /** Whoever makes beans may make this one on request, and those that it needs. */
  private static final class Beans implements Vocabulary {
    private Runnable whenAsked = () -> {};

    @Override
    public @Nullable Class<?> type(String name) {
      return null;
    }

    @Override
    public Set<String> kinds() {
      return Set.of("io");
    }

    @Override
    public Backoff backoff(String bean) {
      Runnable once = whenAsked;
      whenAsked = () -> {};
      once.run();
      return (retry, random) -> Duration.ZERO;
    }

    @Override
    public Set<String> backoffs() {
      return Set.of("mine");
    }
  }

  private static final class User implements PolicyUser {
    private final Map<PolicyKey, Setting> own;
    private @Nullable Policy policy;

    private User(Map<PolicyKey, Setting> own) {
      this.own = own;
    }

    @Override
    public Reference policy() {
      return new Reference("default", Source.builtIn("test"));
    }

    @Override
    public Map<PolicyKey, Setting> own() {
      return own;
    }

    @Override
    public @Nullable MethodSpec override(Configuration configuration) {
      return null;
    }

    @Override
    public void use(Policy effective) {
      policy = effective;
    }

    private int maxRetries() {
      return Objects.requireNonNull(policy).maxRetries();
    }
  }

  private static final Map<PolicyKey, Setting> CUSTOM =
      Map.of(PolicyKey.BACKOFF, set(BackoffKind.CUSTOM), PolicyKey.BACKOFF_BEAN, set("mine"));

  private final Beans beans = new Beans();

  private PolicyBook bookOfBeans() {
    return new PolicyBook(
        new Configuration(Map.of(), Map.of(), Map.of(), Map.of(), Map.of()),
        beans,
        breakers,
        budgets);
  }

  @Test
  @Timeout(60)
  void aBeanThatAChangeNeedsMayBeMadeByAThreadThatBeginsToUseAPolicy() {
    PolicyBook book = bookOfBeans();
    User user = new User(Map.of());
    beans.whenAsked = () -> CompletableFuture.runAsync(() -> book.follow(user)).join();
    book.change("default", with(CUSTOM, 7));
    assertThat(user.maxRetries()).isEqualTo(7);
  }

  @Test
  void aBeanThatAChangeNeedsMayItselfBeginToUseAPolicy() {
    PolicyBook book = bookOfBeans();
    User known = new User(CUSTOM);
    User needed = new User(Map.of());
    book.follow(known);
    beans.whenAsked = () -> book.follow(needed);
    book.change("default", Map.of(PolicyKey.MAX_RETRIES, set(7)));
    assertThat(known.maxRetries()).isEqualTo(7);
    assertThat(needed.maxRetries()).isEqualTo(7);
  }

  @Test
  void whoeverBeginsToUseAPolicyThatIsChangedMeanwhileGetsTheNewOne() {
    PolicyBook book = bookOfBeans();
    User user = new User(CUSTOM);
    beans.whenAsked = () -> book.change("default", Map.of(PolicyKey.MAX_RETRIES, set(7)));
    book.follow(user);
    assertThat(user.maxRetries()).isEqualTo(7);
    book.change("default", Map.of(PolicyKey.MAX_RETRIES, set(8)));
    assertThat(user.maxRetries()).isEqualTo(8);
  }

  private static Map<PolicyKey, Setting> with(Map<PolicyKey, Setting> keys, int maxRetries) {
    Map<PolicyKey, Setting> all = new EnumMap<>(keys);
    all.put(PolicyKey.MAX_RETRIES, set(maxRetries));
    return all;
  }
}
