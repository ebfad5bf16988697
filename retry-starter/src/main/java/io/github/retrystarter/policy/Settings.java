package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Nanos;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The values of a policy, or of a rule in it: layers merged, later ones win. */
final class Settings extends Values<PolicyKey> {

  /** The number of the layer that set it; built-in values have none. */
  private final Map<PolicyKey, Integer> layers = new EnumMap<>(PolicyKey.class);

  private int lastLayer;

  /** The built-in values. */
  Settings() {
    super(PolicyKey.class);
  }

  private Settings(Settings other) {
    super(other);
    layers.putAll(other.layers);
    lastLayer = other.lastLayer;
  }

  void add(Map<PolicyKey, Setting> layer) {
    lastLayer++;
    putAll(layer);
    layer.keySet().forEach(key -> layers.put(key, lastLayer));
  }

  /** These, and a layer that these don't get. */
  Settings with(Map<PolicyKey, Setting> layer) {
    Settings copy = new Settings(this);
    copy.add(layer);
    return copy;
  }

  /** What is wrong with values by themselves, those of the rules among them. */
  @Override
  List<Problem> illegal() {
    List<Problem> problems = super.illegal();
    rules().forEach(rule -> problems.addAll(illegal(rule.settings())));
    return problems;
  }

  /** A copy in which built-in values give way to set ones. */
  Settings yielding() {
    Settings copy = new Settings(this);
    copy.yieldToExplicit();
    return copy;
  }

  private void yieldToExplicit() {
    Duration cap = duration(PolicyKey.MAX_DELAY);
    if (!explicit(PolicyKey.DELAY) && duration(PolicyKey.DELAY).compareTo(cap) > 0) {
      giveWay(PolicyKey.DELAY, cap, "lowered to max-delay");
    }
    Duration delay = duration(PolicyKey.DELAY);
    if (!explicit(PolicyKey.MAX_DELAY)) {
      Duration longest = delay;
      for (Duration each : steps()) {
        longest = each.compareTo(longest) > 0 ? each : longest;
      }
      if (longest.compareTo(cap) > 0) {
        String lifted = longest.equals(delay) ? "delay" : "the longest of delays";
        giveWay(PolicyKey.MAX_DELAY, longest, "lifted to " + lifted);
      }
    }
    if (!explicit(PolicyKey.INCREMENT)) {
      giveWay(PolicyKey.INCREMENT, delay, "as delay");
    }
  }

  /** Whether whoever set the one could see the other: it stands in the same layer or before. */
  boolean sees(PolicyKey one, PolicyKey other) {
    return layers.getOrDefault(one, 0) >= layers.getOrDefault(other, 0);
  }

  /** Without a budget's name, the policy has one of its own. */
  void named(String policy) {
    if (!explicit(PolicyKey.BUDGET)) {
      giveWay(PolicyKey.BUDGET, policy, "named as the policy");
    }
  }

  /** A limit of time, nanoseconds; {@link Policy#NONE} where there is none. */
  long limit(PolicyKey key) {
    return of(key).value() instanceof Duration limit ? Nanos.of(limit) : Policy.NONE;
  }

  @SuppressWarnings("unchecked") // the key's type
  List<Duration> steps() {
    return (List<Duration>) get(PolicyKey.DELAYS, List.class);
  }

  @SuppressWarnings("unchecked") // the key's type
  List<RuleSpec> rules() {
    return (List<RuleSpec>) get(PolicyKey.RULES, List.class);
  }
}
