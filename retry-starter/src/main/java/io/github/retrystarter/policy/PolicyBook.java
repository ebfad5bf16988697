package io.github.retrystarter.policy;

import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Configuration.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All policies: built-in → {@code retry.defaults} → parents → {@code retry.policies} → annotation →
 * {@code retry.methods} → live changes, later wins.
 *
 * <p>Thread-safe. Each version is immutable, and read by one volatile read. A change is checked
 * whole, with all that runs under the policies, before anything of it is in force; changes come one
 * after the other, and whoever begins to use a policy meanwhile waits, so that no user misses one.
 */
public final class PolicyBook {

  private record Version(Draft draft, Map<String, Policy> policies) {}

  private final Vocabulary vocabulary;
  private final Breakers breakers;
  private final Budgets budgets;

  /** Under the lock. */
  private final List<PolicyUser> users = new ArrayList<>();

  private volatile Version version;

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
    this.vocabulary = vocabulary;
    this.breakers = breakers;
    this.budgets = budgets;
    this.version = inForce(new Draft(configuration, LiveChanges.NONE, vocabulary));
  }

  /**
   * All named policies, {@code default} included.
   *
   * @return by name, sorted
   */
  public Map<String, Policy> policies() {
    return version.policies();
  }

  /**
   * What the user wrote.
   *
   * @return that of the newest version
   */
  public Configuration configuration() {
    return version.draft().configuration();
  }

  /**
   * What was changed since the start.
   *
   * @return empty at first
   */
  public LiveChanges live() {
    return version.draft().live();
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
    Version now = version;
    return ready(now, now.draft().forMethod(policy, annotation, method));
  }

  /**
   * Gives somebody his policy, now and after each change.
   *
   * @param user kept as long as this
   * @throws RetryConfigurationException if anything is wrong, with all problems found
   */
  public synchronized void follow(PolicyUser user) {
    Version now = version;
    user.use(ready(now, forUser(now.draft(), user)));
    users.add(user);
  }

  /**
   * Changes keys of a policy, for itself and for those that inherit them from it.
   *
   * @param policy its name, of {@link #policies()}
   * @param keys what to change; keys that were changed before stay so
   * @return what has changed, also of those that inherit
   * @throws RetryConfigurationException if anything is wrong, with all problems found; nothing has
   *     changed then
   */
  public synchronized List<Change> change(String policy, Map<PolicyKey, Setting> keys) {
    return apply(configuration(), live().with(policy, keys));
  }

  /**
   * Takes back what was changed of a policy.
   *
   * @param policy its name
   * @return what has changed, also of those that inherit
   * @throws RetryConfigurationException if that does not fit with other changes; nothing has
   *     changed then
   */
  public synchronized List<Change> undo(String policy) {
    return apply(configuration(), live().without(policy));
  }

  /**
   * Takes another configuration. Live changes stay, and so does the state of breakers and budgets
   * that are still there.
   *
   * @param configuration what the user writes now
   * @param check what else may be wrong with it
   * @return what has changed in policies that were there before
   * @throws RetryConfigurationException if anything is wrong, with all problems found; nothing has
   *     changed then
   */
  public synchronized List<Change> reload(
      Configuration configuration, Function<Configuration, List<Problem>> check) {
    RetryConfigurationException.throwIfAny(check.apply(configuration));
    Set<String> known = new HashSet<>(configuration.policies().keySet());
    known.add(Configuration.DEFAULT_POLICY);
    return apply(configuration, live().of(known));
  }

  private List<Change> apply(Configuration configuration, LiveChanges live) {
    Draft draft = new Draft(configuration, live, vocabulary);
    List<Policy> effective = new ArrayList<>();
    Set<Problem> problems = new LinkedHashSet<>();
    for (PolicyUser user : users) {
      try {
        effective.add(forUser(draft, user));
      } catch (RetryConfigurationException e) {
        problems.addAll(e.problems());
      }
    }
    RetryConfigurationException.throwIfAny(List.copyOf(problems));
    Map<String, Policy> before = policies();
    Version next = inForce(draft);
    version = next;
    for (int i = 0; i < users.size(); i++) {
      users.get(i).use(ready(next, effective.get(i)));
    }
    return Change.between(before, next.policies());
  }

  private static Policy forUser(Draft draft, PolicyUser user) {
    return draft.forMethod(user.policy(), user.own(), user.override(draft.configuration()));
  }

  private Version inForce(Draft draft) {
    draft.applyTo(breakers, budgets);
    Map<String, Policy> ready = new TreeMap<>();
    draft.policies().forEach((name, policy) -> ready.put(name, guarded(policy)));
    return new Version(draft, Collections.unmodifiableMap(ready));
  }

  private Policy ready(Version now, Policy compiled) {
    Policy made = guarded(compiled);
    Policy named = now.policies().get(made.name());
    return named != null && named.equals(made) ? named : made;
  }

  /** With the breaker and the budget that it names. */
  private Policy guarded(Policy policy) {
    return policy.with(
        breakers.find(policy.named(PolicyKey.CIRCUIT_BREAKER)),
        budgets.find(policy.named(PolicyKey.BUDGET)));
  }
}
