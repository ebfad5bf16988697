package io.github.retrystarter.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user wrote, read but not yet merged. Immutable.
 *
 * @param defaults {@code retry.defaults}
 * @param policies {@code retry.policies}, by name
 * @param methods {@code retry.methods}, by the method's full name
 * @param circuitBreakers the keys set in {@code retry.circuit-breakers}, by name
 * @param budgets the keys set in {@code retry.budgets}, by name
 */
public record Configuration(
    Map<PolicyKey, Setting> defaults,
    Map<String, PolicySpec> policies,
    Map<String, MethodSpec> methods,
    Map<String, Map<BreakerKey, Setting>> circuitBreakers,
    Map<String, Map<BudgetKey, Setting>> budgets) {

  /** The policy that {@code retry.defaults} make. */
  public static final String DEFAULT_POLICY = "default";

  /** Copies the maps. */
  public Configuration {
    defaults = Map.copyOf(defaults);
    policies = Map.copyOf(policies);
    methods = Map.copyOf(methods);
    circuitBreakers = Map.copyOf(circuitBreakers);
    budgets = Map.copyOf(budgets);
  }

  /**
   * One of {@code retry.policies}.
   *
   * @param source where it is
   * @param parent another policy, as written, with where; null for none
   * @param settings the keys that are set
   */
  public record PolicySpec(
      Source source, @Nullable Reference parent, Map<PolicyKey, Setting> settings) {}

  /**
   * One of {@code retry.methods}.
   *
   * @param source where it is
   * @param policy the policy in place of the annotation's; null for none
   * @param settings the keys that are set
   */
  public record MethodSpec(
      Source source, @Nullable Reference policy, Map<PolicyKey, Setting> settings) {}

  /**
   * A policy that is referred to by name.
   *
   * @param name the name
   * @param source where it is referred to
   */
  public record Reference(String name, Source source) {

    /**
     * The problem of a name that nobody bears.
     *
     * @param known the names there are
     * @return the problem
     */
    public Problem unknown(java.util.Collection<String> known) {
      return Names.unknown(source, Names.POLICY, name, known);
    }
  }
}
