package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Nanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The value of every key: layers merged, later ones win. Of a policy, or of a rule in it. */
final class Settings {

  private static final String BUILT_IN = "built-in";

  private final Map<PolicyKey, Setting> settings = new EnumMap<>(PolicyKey.class);

  /** The number of the layer that set it; built-in values have none. */
  private final Map<PolicyKey, Integer> layers = new EnumMap<>(PolicyKey.class);

  private int lastLayer;

  /** The built-in values. */
  Settings() {
    for (PolicyKey key : PolicyKey.values()) {
      settings.put(key, Setting.builtIn(key.builtIn(), BUILT_IN));
    }
  }

  private Settings(Settings other) {
    settings.putAll(other.settings);
    layers.putAll(other.layers);
    lastLayer = other.lastLayer;
  }

  void add(Map<PolicyKey, Setting> layer) {
    lastLayer++;
    settings.putAll(layer);
    layer.keySet().forEach(key -> layers.put(key, lastLayer));
  }

  /** These, and a layer that these don't get. */
  Settings with(Map<PolicyKey, Setting> layer) {
    Settings copy = new Settings(this);
    copy.add(layer);
    return copy;
  }

  /** What is wrong with values by themselves, those of the rules among them. */
  List<Problem> illegal() {
    List<Problem> problems = new ArrayList<>(illegal(settings));
    rules().forEach(rule -> problems.addAll(illegal(rule.settings())));
    return problems;
  }

  private static List<Problem> illegal(Map<PolicyKey, Setting> settings) {
    List<Problem> problems = new ArrayList<>();
    settings.forEach(
        (key, setting) -> {
          if (setting.explicit()) {
            Problem.illegal(key, setting).ifPresent(problems::add);
          }
        });
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
      settings.put(PolicyKey.DELAY, Setting.builtIn(cap, BUILT_IN + ", lowered to max-delay"));
    }
    Duration delay = duration(PolicyKey.DELAY);
    if (!explicit(PolicyKey.MAX_DELAY)) {
      Duration longest = delay;
      for (Duration each : steps()) {
        longest = each.compareTo(longest) > 0 ? each : longest;
      }
      if (longest.compareTo(cap) > 0) {
        String lifted = longest.equals(delay) ? "delay" : "the longest of delays";
        settings.put(
            PolicyKey.MAX_DELAY, Setting.builtIn(longest, BUILT_IN + ", lifted to " + lifted));
      }
    }
    if (!explicit(PolicyKey.INCREMENT)) {
      settings.put(PolicyKey.INCREMENT, Setting.builtIn(delay, BUILT_IN + ", as delay"));
    }
  }

  boolean explicit(PolicyKey key) {
    return of(key).explicit();
  }

  /** Whether whoever set the one could see the other: it stands in the same layer or before. */
  boolean sees(PolicyKey one, PolicyKey other) {
    return layers.getOrDefault(one, 0) >= layers.getOrDefault(other, 0);
  }

  Setting of(PolicyKey key) {
    Setting setting = settings.get(key);
    if (setting == null) {
      throw new IllegalStateException("no setting of " + key);
    }
    return setting;
  }

  <T> T get(PolicyKey key, Class<T> type) {
    Object value = of(key).value();
    if (value == null) {
      throw new IllegalStateException(key + " has no value");
    }
    return type.cast(value);
  }

  Duration duration(PolicyKey key) {
    return get(key, Duration.class);
  }

  long nanos(PolicyKey key) {
    return Nanos.of(duration(key));
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

  Map<PolicyKey, Setting> asMap() {
    return Collections.unmodifiableMap(new EnumMap<>(settings));
  }
}
