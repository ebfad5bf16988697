package io.github.retrystarter.policy;

import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Configuration.PolicySpec;
import io.github.retrystarter.policy.Configuration.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A configuration, merged and checked whole, before anything of it is in force. Its policies have
 * neither breaker nor budget yet. Immutable once built.
 */
final class Draft {

  private final Configuration configuration;
  private final LiveChanges live;
  private final Vocabulary vocabulary;
  private final Lineage lineage;
  private final Guards guards;
  private final Map<String, Policy> policies;

  /**
   * Merges and checks all named policies, breakers and budgets.
   *
   * @throws RetryConfigurationException if anything is wrong, with all problems found
   */
  Draft(Configuration configuration, LiveChanges live, Vocabulary vocabulary) {
    this.configuration = configuration;
    this.live = live;
    this.vocabulary = vocabulary;
    this.lineage = new Lineage(configuration);
    List<Problem> problems = new ArrayList<>();
    this.guards = new Guards(configuration, policiesWithOwnBudget(), vocabulary, problems);
    Map<String, Policy> compiled = new TreeMap<>();
    for (String name : namesInOrder()) {
      Policy policy = compile(name, List.of(), problems);
      if (policy != null) {
        compiled.put(name, policy);
      }
    }
    checkMethodReferences(problems);
    // What is wrong with the defaults shows in every policy.
    RetryConfigurationException.throwIfAny(problems.stream().distinct().toList());
    this.policies = Collections.unmodifiableMap(compiled);
  }

  Map<String, Policy> policies() {
    return policies;
  }

  Configuration configuration() {
    return configuration;
  }

  LiveChanges live() {
    return live;
  }

  /** As {@link PolicyBook#forMethod}. */
  Policy forMethod(
      Reference policy, Map<PolicyKey, Setting> annotation, @Nullable MethodSpec method) {
    Reference base = method != null && method.policy() != null ? method.policy() : policy;
    Policy named = policies.get(base.name());
    if (named == null) {
      throw new RetryConfigurationException(List.of(base.unknown(policies.keySet())));
    }
    Map<PolicyKey, Setting> last = method == null ? Map.of() : method.settings();
    if (annotation.isEmpty() && last.isEmpty()) {
      return named;
    }
    List<Problem> problems = new ArrayList<>();
    Policy compiled = compile(base.name(), List.of(annotation, last), problems);
    if (compiled == null) {
      throw new RetryConfigurationException(problems);
    }
    return compiled;
  }

  /** Brings the breakers and budgets into force. */
  void applyTo(Breakers breakers, Budgets budgets) {
    guards.applyTo(breakers, budgets);
  }

  private @Nullable Policy compile(
      String name, List<Map<PolicyKey, Setting>> overrides, List<Problem> problems) {
    Settings settings = merged(name, problems);
    overrides.forEach(settings::add);
    settings.add(lastWord(changed(name), overrides));
    return new PolicyCompiler(settings, vocabulary, guards, problems).compile(name);
  }

  /** A method that must not run twice stays one, whatever is said of its policy. */
  private static Map<PolicyKey, Setting> lastWord(
      Map<PolicyKey, Setting> changed, List<Map<PolicyKey, Setting>> overrides) {
    boolean notTwice =
        overrides.stream()
            .map(layer -> layer.get(PolicyKey.IDEMPOTENT))
            .anyMatch(setting -> setting != null && Boolean.FALSE.equals(setting.value()));
    if (!notTwice || !changed.containsKey(PolicyKey.IDEMPOTENT)) {
      return changed;
    }
    Map<PolicyKey, Setting> rest = new EnumMap<>(changed);
    rest.remove(PolicyKey.IDEMPOTENT);
    return rest;
  }

  private Map<PolicyKey, Setting> changed(String name) {
    return live.policies().isEmpty() ? Map.of() : live.inherited(lineage.named(name));
  }

  private Settings merged(String name, List<Problem> problems) {
    Settings settings = new Settings();
    settings.add(configuration.defaults());
    for (PolicySpec spec : lineage.of(name, problems)) {
      settings.add(spec.settings());
    }
    settings.named(name);
    return settings;
  }

  /** Those that name no other, and those that name it. */
  private Set<String> policiesWithOwnBudget() {
    Set<String> owners = new TreeSet<>();
    for (String name : lineage.names()) {
      // What is wrong with its parents is told when it is compiled.
      Settings settings = merged(name, new ArrayList<>());
      settings.add(changed(name));
      if (settings.get(PolicyKey.BUDGET, String.class).equals(name)) {
        owners.add(name);
      }
    }
    return owners;
  }

  /** The defaults first: what is wrong with them is told before what they are inherited by. */
  private List<String> namesInOrder() {
    List<String> names = new ArrayList<>(new TreeSet<>(configuration.policies().keySet()));
    names.add(0, Configuration.DEFAULT_POLICY);
    return names;
  }

  private void checkMethodReferences(List<Problem> problems) {
    Set<String> known = lineage.names();
    for (MethodSpec spec : configuration.methods().values()) {
      if (spec.policy() != null && !known.contains(spec.policy().name())) {
        problems.add(spec.policy().unknown(known));
      }
    }
  }
}
