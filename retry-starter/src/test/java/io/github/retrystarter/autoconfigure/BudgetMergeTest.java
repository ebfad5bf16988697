package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.budget.BudgetSettings;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Setting;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which budget a policy has: its own, a shared one, or none. */
class BudgetMergeTest {

  static class Orders {
    @Retryable(policy = "orders", maxRetries = 1)
    public void create() {}

    @Retryable("orders")
    public void cancel() {}
  }

  @Test
  void eachPolicyHasABudgetOfItsOwnWithTheDefaultNumbers() {
    Started started =
        Started.with(
            """
            retry:
              policies:
                orders:
                payments:
                  parent: orders
            """);

    for (String name : started.book().policies().keySet()) {
      assertThat(started.policy(name).budget()).isSameAs(started.budget(name));
      assertThat(started.budget(name).settings()).isEqualTo(BudgetSettings.DEFAULT);
    }
    assertThat(started.budgets().all())
        .extracting(RetryBudget::name)
        .containsExactly("default", "orders", "payments");
  }

  @Test
  void theEndpointShowsTheOwnBudgetsName() {
    Setting budget = setting(Started.with("retry.policies.orders.delay: 1s"), "orders");

    assertThat(budget.display()).isEqualTo("orders");
    assertThat(budget.source()).hasToString("built-in, named as the policy");
  }

  @Test
  void everyKeyReachesTheBudget() {
    Started started =
        Started.with(
            "retry.budgets.gateway: {capacity: 25, deposit: 0.2, max-retries-per-second: 1.5}");

    assertThat(started.budget("gateway").settings()).isEqualTo(new BudgetSettings(25, 0.2, 1.5));
  }

  @Test
  void aBudgetWithNothingBelowItsNameHasTheDefaults() {
    assertThat(Started.with("retry:\n  budgets:\n    gateway:\n").budget("gateway").settings())
        .isEqualTo(BudgetSettings.DEFAULT);
  }

  @Test
  void aBudgetNamedAsAPolicyGivesItsOwnBudgetOtherNumbers() {
    Started started =
        Started.with(
            """
            retry:
              policies:
                orders:
              budgets:
                orders:
                  capacity: 3
                default:
                  deposit: 0
            """);

    assertThat(started.policy("orders").budget()).isSameAs(started.budget("orders"));
    assertThat(started.budget("orders").settings().capacity()).isEqualTo(3);
    assertThat(started.policy("default").budget()).isSameAs(started.budget("default"));
    assertThat(started.budget("default").settings().deposit()).isZero();
  }

  @Test
  void policiesThatNameTheSameBudgetShareIt() {
    Started started =
        Started.with(
            """
            retry:
              policies:
                orders:
                  budget: gateway
                payments:
                  budget: gateway
                refunds:
                  parent: payments
              budgets:
                gateway:
                  capacity: 20
            """);

    assertThat(started.policy("orders").budget()).isSameAs(started.budget("gateway"));
    assertThat(started.policy("payments").budget()).isSameAs(started.budget("gateway"));
    assertThat(started.policy("refunds").budget()).isSameAs(started.budget("gateway"));
    assertThat(started.budgets().all())
        .extracting(RetryBudget::name)
        .containsExactly("default", "gateway");
  }

  @Test
  void aPolicyCanShareAnotherPolicysOwnBudget() {
    Started started =
        Started.with(
            """
            retry:
              policies:
                orders:
                payments:
                  budget: orders
                refunds:
                  budget: default
            """);

    assertThat(started.policy("payments").budget()).isSameAs(started.policy("orders").budget());
    assertThat(started.policy("refunds").budget()).isSameAs(started.policy("default").budget());
  }

  @Test
  void aPolicyCanHaveItsOwnBudgetInPlaceOfItsParents() {
    Started started =
        Started.with(
            """
            retry:
              defaults:
                budget: none
              policies:
                orders:
                  budget: orders
            """);

    assertThat(started.policy("orders").budget()).isSameAs(started.budget("orders"));
    assertThat(started.policy("default").budget()).isNull();
  }

  @Test
  void aPolicyWithoutABudgetHasNone() {
    Started started =
        Started.with(
            """
            retry:
              policies:
                orders:
                  budget: none
                payments:
                  parent: orders
            """);

    assertThat(started.policy("orders").budget()).isNull();
    assertThat(started.policy("payments").budget()).isNull();
    assertThat(started.budgets().find("orders")).isNull();
  }

  @Test
  void aMethodSharesItsPolicysBudgetWhateverItOverrides() {
    Started started = Started.with("retry.policies.orders.delay: 1s", Map.of(), Orders.class);

    assertThat(started.policyOf("BudgetMergeTest.Orders.create").maxRetries()).isEqualTo(1);
    assertThat(started.policyOf("BudgetMergeTest.Orders.create").budget())
        .isSameAs(started.policy("orders").budget());
    assertThat(started.policyOf("BudgetMergeTest.Orders.cancel"))
        .isSameAs(started.policy("orders"));
  }

  @Test
  void aMethodCanHaveAnotherBudgetOrNone() {
    Started started =
        Started.with(
            """
            retry:
              policies:
                orders:
              budgets:
                gateway:
              methods:
                "[%1$s.create]": {budget: gateway}
                "[%1$s.cancel]": {budget: none}
            """
                .formatted(Orders.class.getCanonicalName()),
            Map.of(),
            Orders.class);

    assertThat(started.policyOf("BudgetMergeTest.Orders.create").budget())
        .isSameAs(started.budget("gateway"));
    assertThat(started.policyOf("BudgetMergeTest.Orders.cancel").budget()).isNull();
    assertThat(started.policy("orders").budget()).isSameAs(started.budget("orders"));
  }

  @Test
  void anEnvironmentVariableCanSetAKeyOfABudgetWithADashInItsName() {
    Started started =
        Started.with(
            "retry.budgets.payment-gateway.deposit: 0.2",
            Map.of("RETRY_BUDGETS_PAYMENTGATEWAY_CAPACITY", "30"));

    assertThat(started.budget("payment-gateway").settings())
        .isEqualTo(new BudgetSettings(30, 0.2, BudgetSettings.UNLIMITED));
    assertThat(started.budgets().all())
        .extracting(RetryBudget::name)
        .containsExactly("default", "payment-gateway");
  }

  private static Setting setting(Started started, String policy) {
    return Objects.requireNonNull(started.policy(policy).settings().get(PolicyKey.BUDGET));
  }
}
