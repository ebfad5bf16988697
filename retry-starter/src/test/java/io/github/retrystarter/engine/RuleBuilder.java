package io.github.retrystarter.engine;

import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.RuleSpec;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.policy.Source;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry of {@code rules}, as a test writes it. */
final class RuleBuilder {

  private final List<String> failures;
  private final Map<PolicyKey, Setting> settings = new EnumMap<>(PolicyKey.class);
  private @Nullable Setting retry;

  private RuleBuilder(List<String> failures) {
    this.failures = failures;
  }

  /** Kinds, or full names of classes. */
  static RuleBuilder of(String... failures) {
    return new RuleBuilder(List.of(failures));
  }

  RuleBuilder with(PolicyKey key, Object value) {
    settings.put(key, setting(value));
    return this;
  }

  RuleBuilder notRetried() {
    retry = setting(false);
    return this;
  }

  RuleSpec build() {
    return new RuleSpec(Source.property("test", null), setting(failures), retry, settings);
  }

  private static Setting setting(Object value) {
    return new Setting(value, value.toString(), Source.property("test", null));
  }
}
