package io.github.retrystarter.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key of a policy that has another value than before.
 *
 * @param policy the policy's name
 * @param key which
 * @param before the value for JSON, as of {@link Setting#display()}; null where there was none
 * @param after the value for JSON; null where there is none
 */
public record Change(
    String policy, PolicyKey key, @Nullable Object before, @Nullable Object after) {

  /** What differs between two versions of all policies; new and vanished ones are left out. */
  static List<Change> between(Map<String, Policy> before, Map<String, Policy> after) {
    List<Change> changes = new ArrayList<>();
    after.forEach(
        (name, policy) -> {
          Policy old = before.get(name);
          if (old != null) {
            addAll(changes, name, old.settings(), policy.settings());
          }
        });
    return changes;
  }

  private static void addAll(
      List<Change> changes,
      String policy,
      Map<PolicyKey, Setting> before,
      Map<PolicyKey, Setting> after) {
    after.forEach(
        (key, setting) -> {
          Setting old = before.get(key);
          Object was = old == null ? null : old.display();
          if (!Objects.equals(was, setting.display())) {
            changes.add(new Change(policy, key, was, setting.display()));
          }
        });
  }
}
