package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.Key;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RuleSpec;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.policy.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Reads the keys that are set at one place, with where each stands. */
final class LayerReader {

  private final Origins origins;
  private final List<Problem> problems;

  /** What is wrong with a value by itself is added to the problems. */
  LayerReader(Origins origins, List<Problem> problems) {
    this.origins = origins;
    this.problems = problems;
  }

  /** The values that are not null, as settings. */
  <K extends Enum<K> & Key> Map<K, Setting> settings(
      ConfigurationPropertyName at, Map<K, @Nullable Object> values) {
    Map<K, Setting> settings = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          ConfigurationPropertyName name = at.append(key.key());
          Setting setting = setting(name, key.equals(PolicyKey.RULES) ? rules(name, value) : value);
          if (setting != null) {
            // Here and not only when merged: so it is told together with unknown keys.
            Problem.illegal(key, setting).ifPresent(problems::add);
            settings.put(key, setting);
          }
        });
    return settings;
  }

  /** Where a value stands, or the first one below. */
  Source source(ConfigurationPropertyName name) {
    String location = origins.location(name);
    return Source.property(
        Origins.show(name), location == null ? origins.anyLocationBelow(name) : location);
  }

  private @Nullable Setting setting(ConfigurationPropertyName name, @Nullable Object value) {
    return value == null ? null : new Setting(value, origins.text(name), source(name));
  }

  private @Nullable List<RuleSpec> rules(ConfigurationPropertyName name, @Nullable Object value) {
    if (!(value instanceof List<?> entries)) {
      return null;
    }
    List<RuleSpec> rules = new ArrayList<>();
    for (Object entry : entries) {
      rules.add(rule(name.append("[" + rules.size() + "]"), (RuleProperties) entry));
    }
    return List.copyOf(rules);
  }

  private RuleSpec rule(ConfigurationPropertyName at, RuleProperties rule) {
    return new RuleSpec(
        source(at),
        setting(at.append(RuleSpec.FAILURES), rule.failures()),
        setting(at.append(RuleSpec.RETRY), rule.retry()),
        settings(at, PolicyValues.of(rule)));
  }
}
