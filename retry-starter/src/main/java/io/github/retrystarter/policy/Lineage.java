package io.github.retrystarter.policy;

import io.github.retrystarter.policy.Configuration.PolicySpec;
import io.github.retrystarter.policy.Configuration.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds a policy's ancestors. */
final class Lineage {

  private final Map<String, PolicySpec> policies;

  Lineage(Configuration configuration) {
    this.policies = configuration.policies();
  }

  /** All policies that can be named, whether or not they are any good. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>(policies.keySet());
    names.add(Configuration.DEFAULT_POLICY);
    return names;
  }

  /** The policy's ancestors, eldest first, and itself; what is wrong is added to the problems. */
  Deque<PolicySpec> of(String name, List<Problem> problems) {
    Deque<PolicySpec> lineage = new ArrayDeque<>();
    Set<String> seen = new LinkedHashSet<>();
    String current = name;
    while (true) {
      PolicySpec spec = policies.get(current);
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
      if (!policies.containsKey(parent.name())) {
        problems.add(parent.unknown(possibleParents(seen)));
        return lineage;
      }
      current = parent.name();
    }
  }

  /** As {@link #of}, by name, with the policy that all descend from. */
  Map<String, @Nullable PolicySpec> named(String name) {
    List<String> names = new ArrayList<>();
    String current = name;
    // What is wrong with the parents is told elsewhere.
    while (policies.containsKey(current) && !names.contains(current)) {
      names.add(0, current);
      Reference parent = policies.get(current).parent();
      current = parent == null ? Configuration.DEFAULT_POLICY : parent.name();
    }
    Map<String, @Nullable PolicySpec> named = new LinkedHashMap<>();
    named.put(Configuration.DEFAULT_POLICY, null);
    names.forEach(each -> named.put(each, policies.get(each)));
    return named;
  }

  private Set<String> possibleParents(Set<String> descendants) {
    Set<String> names = names();
    names.removeAll(descendants);
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
    PolicySpec spec = policies.get(first);
    Reference shown = spec != null && spec.parent() != null ? spec.parent() : parent;
    return Problem.property(
        shown.source().name(),
        shown.name(),
        shown.source().location(),
        "the parents form a ring: " + String.join(" → ", rotated),
        "another policy that does not descend from this one",
        "Remove one of these parents.");
  }
}
