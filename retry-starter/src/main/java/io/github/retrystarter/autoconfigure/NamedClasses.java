package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.BreakerKey;
import io.github.retrystarter.policy.Configuration;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.RetryConfigurationException;
import io.github.retrystarter.policy.RuleSpec;
import io.github.retrystarter.policy.Setting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;

/** The classes of failures that a configuration names, and the kinds, which look no different. */
final class NamedClasses {

  private final Set<String> names = new TreeSet<>();

  private NamedClasses() {}

  /** Those of {@code retry.*}; none where that is wrong, for the start will tell so. */
  static Set<String> in(ConfigurableEnvironment environment) {
    NamedClasses found = new NamedClasses();
    try {
      found.add(
          ConfigurationReader.read(environment, 0, NamedClasses.class.getClassLoader()).policies());
    } catch (RetryConfigurationException atStart) {
      return Set.of();
    }
    return found.names;
  }

  private void add(Configuration configuration) {
    addPolicy(configuration.defaults());
    configuration.policies().values().forEach(each -> addPolicy(each.settings()));
    configuration.methods().values().forEach(each -> addPolicy(each.settings()));
    configuration
        .circuitBreakers()
        .values()
        .forEach(
            each -> {
              add(each.get(BreakerKey.IGNORE));
              add(each.get(BreakerKey.RECORD));
            });
  }

  private void addPolicy(Map<PolicyKey, Setting> settings) {
    add(settings.get(PolicyKey.INCLUDES));
    add(settings.get(PolicyKey.EXCLUDES));
    each(settings.get(PolicyKey.RULES), rule -> add(((RuleSpec) rule).failures()));
  }

  private void add(@Nullable Setting failures) {
    each(failures, name -> names.add(name.toString()));
  }

  private static void each(@Nullable Setting list, Consumer<Object> action) {
    if (list != null && list.value() instanceof List<?> values) {
      values.forEach(action);
    }
  }
}
