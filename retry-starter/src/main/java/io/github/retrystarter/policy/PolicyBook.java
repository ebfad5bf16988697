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
 * after the other.
 *
 * <p>Who compiles a policy may ask for a bean, and whoever makes beans, with locks of his own, may
 * begin to use a policy: so nothing is compiled under the lock that users take. What is compiled is
 * used where it is still the newest, or else compiled anew, so that no user misses a change.
 */
public final class PolicyBook {

  private record Version(Draft draft, Map<String, Policy> policies) {}

  private final Vocabulary vocabulary;
  private final Breakers breakers;
  private final Budgets budgets;

  /** Under the lock; it only grows. */
  private final List<PolicyUser> users = new ArrayList<>();

  /** Changes come one after the other. */
  private final Object change = new Object();

  /** Written under the lock. */
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
  public void follow(PolicyUser user) {
    Version seen;
    do {
      seen = version;
    } while (!follows(user, seen, forUser(seen.draft(), user)));
  }

  @SuppressWarnings("ReferenceEquality") // an equal one would be another
  private synchronized boolean follows(PolicyUser user, Version seen, Policy compiled) {
    boolean newest = version == seen;
    if (newest) {
      user.use(ready(seen, compiled));
      users.add(user);
    }
    return newest;
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
  public List<Change> change(String policy, Map<PolicyKey, Setting> keys) {
    synchronized (change) {
      return apply(configuration(), live().with(policy, keys));
    }
  }

  /**
   * Takes back what was changed of a policy.
   *
   * @param policy its name
   * @return what has changed, also of those that inherit
   * @throws RetryConfigurationException if that does not fit with other changes; nothing has
   *     changed then
   */
  public List<Change> undo(String policy) {
    synchronized (change) {
      return apply(configuration(), live().without(policy));
    }
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
  public List<Change> reload(
      Configuration configuration, Function<Configuration, List<Problem>> check) {
    synchronized (change) {
      RetryConfigurationException.throwIfAny(check.apply(configuration));
      Set<String> known = new HashSet<>(configuration.policies().keySet());
      known.add(Configuration.DEFAULT_POLICY);
      return apply(configuration, live().of(known));
    }
  }

  private List<Change> apply(Configuration configuration, LiveChanges live) {
    Draft draft = new Draft(configuration, live, vocabulary);
    List<Policy> effective = new ArrayList<>();
    Map<String, Policy> before = policies();
    do {
      compile(draft, usersFrom(effective.size()), effective);
    } while (!applies(draft, effective));
    return Change.between(before, policies());
  }

  private static void compile(Draft draft, List<PolicyUser> users, List<Policy> effective) {
    Set<Problem> problems = new LinkedHashSet<>();
    for (PolicyUser user : users) {
      try {
        effective.add(forUser(draft, user));
      } catch (RetryConfigurationException e) {
        problems.addAll(e.problems());
      }
    }
    RetryConfigurationException.throwIfAny(List.copyOf(problems));
  }

  private synchronized List<PolicyUser> usersFrom(int first) {
    return List.copyOf(users.subList(first, users.size()));
  }

  /** Brings it into force; false where more users have come. */
  private synchronized boolean applies(Draft draft, List<Policy> effective) {
    if (users.size() != effective.size()) {
      return false;
    }
    Version next = inForce(draft);
    version = next;
    for (int i = 0; i < users.size(); i++) {
      users.get(i).use(ready(next, effective.get(i)));
    }
    return true;
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
