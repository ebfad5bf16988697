package io.github.retrystarter.policy;

import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Configuration.PolicySpec;
import io.github.retrystarter.policy.Configuration.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All policies: built-in → {@code retry.defaults} → parents → {@code retry.policies} → annotation →
 * {@code retry.methods}, later wins. Immutable once built.
 */
public final class PolicyBook {

  private final Configuration configuration;
  private final Vocabulary vocabulary;
  private final Map<String, Policy> policies;

  /**
   * Merges and checks all named policies.
   *
   * @param configuration what the user wrote
   * @param vocabulary what names can refer to
   * @throws RetryConfigurationException if anything is wrong, with all problems found
   */
  public PolicyBook(Configuration configuration, Vocabulary vocabulary) {
    this.configuration = configuration;
    this.vocabulary = vocabulary;
    List<Problem> problems = new ArrayList<>();
    Map<String, Policy> compiled = new TreeMap<>();
    Policy defaults = compile(Configuration.DEFAULT_POLICY, List.of(), problems);
    if (defaults != null) {
      compiled.put(defaults.name(), defaults);
    }
    for (String name : configuration.policies().keySet().stream().sorted().toList()) {
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
    return configuration.methods();
  }

  /**
   * The policy of one method.
   *
   * @param policy the policy that the annotation names, with where
   * @param annotation what the annotation sets
   * @param method what {@code retry.methods} say of it, or null
   * @return the effective policy: the named one itself where nothing is overridden
   * @throws RetryConfigurationException if anything is wrong, with all problems found
   */
  public Policy forMethod(
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

  private @Nullable Policy compile(
      String name, List<Map<PolicyKey, Setting>> overrides, List<Problem> problems) {
    PolicyCompiler compiler = new PolicyCompiler(vocabulary, problems);
    compiler.with(configuration.defaults());
    for (PolicySpec spec : lineage(name, problems)) {
      compiler.with(spec.settings());
    }
    overrides.forEach(compiler::with);
    return compiler.compile(name);
  }

  /** The policy's ancestors, eldest first, and itself. */
  private Deque<PolicySpec> lineage(String name, List<Problem> problems) {
    Deque<PolicySpec> lineage = new ArrayDeque<>();
    Set<String> seen = new LinkedHashSet<>();
    String current = name;
    while (true) {
      PolicySpec spec = configuration.policies().get(current);
      if (spec == null) {
        return lineage;
      }
      seen.add(current);
      lineage.addFirst(spec);
      Reference parent = spec.parent();
      if (parent == null || parent.name().equals(Configuration.DEFAULT_POLICY)) {
        return lineage;
      }
      if (seen.contains(parent.name())) {
        problems.add(cycle(parent, seen));
        return lineage;
      }
      if (!configuration.policies().containsKey(parent.name())) {
        problems.add(parent.unknown(possibleParents(seen)));
        return lineage;
      }
      current = parent.name();
    }
  }

  private Set<String> possibleParents(Set<String> descendants) {
    Set<String> names = names();
    names.removeAll(descendants);
    return names;
  }

  /** All policies that can be named, whether or not they are any good. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>(configuration.policies().keySet());
    names.add(Configuration.DEFAULT_POLICY);
    return names;
  }

  /** Told once for all its members: from the one that comes first in the alphabet. */
  private Problem cycle(Reference parent, Set<String> seen) {
    List<String> path = new ArrayList<>(seen);
    List<String> ring = path.subList(path.indexOf(parent.name()), path.size());
    String first = Collections.min(ring);
    List<String> rotated = new ArrayList<>(ring);
    Collections.rotate(rotated, -ring.indexOf(first));
    rotated.add(first);
    PolicySpec spec = configuration.policies().get(first);
    Reference shown = spec != null && spec.parent() != null ? spec.parent() : parent;
    return Problem.property(
        shown.source().name(),
        shown.name(),
        shown.source().location(),
        "the parents form a ring: " + String.join(" → ", rotated),
        "another policy that does not descend from this one",
        "Remove one of these parents.");
  }

  private void checkMethodReferences(List<Problem> problems) {
    Set<String> known = names();
    for (MethodSpec spec : configuration.methods().values()) {
      if (spec.policy() != null && !known.contains(spec.policy().name())) {
        problems.add(spec.policy().unknown(known));
      }
    }
  }
}
