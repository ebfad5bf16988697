package io.github.retrystarter.policy;

import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Configuration.Reference;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All policies: built-in → {@code retry.defaults} → parents → {@code retry.policies} → annotation →
 * {@code retry.methods}, later wins. Immutable once built.
 */
public final class PolicyBook {

  private final Draft draft;
  private final Breakers breakers;
  private final Budgets budgets;
  private final Map<String, Policy> policies;

  /**
   * Merges and checks all named policies, breakers and budgets. Where nothing is wrong, the
   * registries get the breakers and budgets of the configuration, and lose all others; where
   * something is, they are left alone.
   *
   * @param configuration what the user wrote
   * @param vocabulary what names can refer to
   * @param breakers where breakers are kept
   * @param budgets where budgets are kept
   * @throws RetryConfigurationException if anything is wrong, with all problems found
   */
  public PolicyBook(
      Configuration configuration, Vocabulary vocabulary, Breakers breakers, Budgets budgets) {
    this.draft = new Draft(configuration, vocabulary);
    this.breakers = breakers;
    this.budgets = budgets;
    draft.applyTo(breakers, budgets);
    Map<String, Policy> ready = new TreeMap<>();
    draft.policies().forEach((name, policy) -> ready.put(name, guarded(policy)));
    this.policies = Collections.unmodifiableMap(ready);
  }

  /**
   * All named policies, {@code default} included.
   *
   * @return by name, sorted
   */
  public Map<String, Policy> policies() {
    return policies;
  }

  /**
   * What {@code retry.methods} say.
   *
   * @return by key, as written
   */
  public Map<String, MethodSpec> methods() {
    return draft.configuration().methods();
  }

  /**
   * The policy of one method. Where its budget is not overridden, it is that of the named policy.
   *
   * @param policy the policy that the annotation names
   * @param annotation what the annotation sets
   * @param method what {@code retry.methods} say of it, or null
   * @return the effective policy: the named one itself where nothing is overridden
   * @throws RetryConfigurationException if anything is wrong, with all problems found
   */
  public Policy forMethod(
      Reference policy, Map<PolicyKey, Setting> annotation, @Nullable MethodSpec method) {
    Policy made = guarded(draft.forMethod(policy, annotation, method));
    Policy named = policies.get(made.name());
    return named != null && named.equals(made) ? named : made;
  }

  /** With the breaker and the budget that it names. */
  private Policy guarded(Policy policy) {
    return policy.with(
        breakers.find(policy.named(PolicyKey.CIRCUIT_BREAKER)),
        budgets.find(policy.named(PolicyKey.BUDGET)));
  }
}
