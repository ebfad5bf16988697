package io.github.retrystarter.policy;

import io.github.retrystarter.policy.Configuration.PolicySpec;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was changed while the application runs, by policy. It is the last word: also against the
 * annotation and {@code retry.methods}. Immutable.
 *
 * @param policies the changed keys, by the policy's name
 */
public record LiveChanges(Map<String, Map<PolicyKey, Setting>> policies) {

  /** Nothing was changed. */
  public static final LiveChanges NONE = new LiveChanges(Map.of());

  /** Copies the map. */
  public LiveChanges {
    policies = Map.copyOf(policies);
  }

  /**
   * The changed keys of a policy.
   *
   * @param policy its name
   * @return empty for none
   */
  public Map<PolicyKey, Setting> of(String policy) {
    return policies.getOrDefault(policy, Map.of());
  }

  /** These, and more keys of a policy. */
  LiveChanges with(String policy, Map<PolicyKey, Setting> changed) {
    Map<PolicyKey, Setting> keys = new EnumMap<>(PolicyKey.class);
    keys.putAll(of(policy));
    keys.putAll(changed);
    Map<String, Map<PolicyKey, Setting>> all = new HashMap<>(policies);
    all.put(policy, Map.copyOf(keys));
    return new LiveChanges(all);
  }

  LiveChanges without(String policy) {
    Map<String, Map<PolicyKey, Setting>> rest = new HashMap<>(policies);
    rest.remove(policy);
    return new LiveChanges(rest);
  }

  /** Only those of policies that there are. */
  LiveChanges of(Set<String> known) {
    Map<String, Map<PolicyKey, Setting>> rest = new HashMap<>(policies);
    rest.keySet().retainAll(known);
    return new LiveChanges(rest);
  }

  /**
   * The changed keys that hold for a policy: its own, and what it inherits. A key that it sets
   * itself, or that stands in a parent nearer than the changed one, is not inherited.
   *
   * @param lineage the policies' names with what each sets, the eldest first, itself last
   */
  Map<PolicyKey, Setting> inherited(Map<String, @Nullable PolicySpec> lineage) {
    Map<PolicyKey, Setting> inherited = new EnumMap<>(PolicyKey.class);
    lineage.forEach(
        (name, spec) -> {
          if (spec != null) {
            inherited.keySet().removeAll(spec.settings().keySet());
          }
          inherited.putAll(of(name));
        });
    return inherited;
  }
}
