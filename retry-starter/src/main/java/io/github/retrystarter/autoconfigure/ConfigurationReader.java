package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.Configuration;
import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Configuration.PolicySpec;
import io.github.retrystarter.policy.Configuration.Reference;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RetryConfigurationException;
import io.github.retrystarter.policy.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads {@code retry.*} from the environment. Boot's own binding of a properties bean would stop at
 * the first wrong value, and could not say what is legal.
 */
final class ConfigurationReader {

  private static final Set<String> RESERVED = Set.of(Configuration.DEFAULT_POLICY, "none");

  private final Origins origins = new Origins();
  private final List<Problem> problems = new ArrayList<>();
  private final LayerReader layers = new LayerReader(origins, problems);

  /** The policies' names, as far as they stand where names can be written as one likes. */
  private final Set<String> writtenNames = new HashSet<>();

  private ConfigurationReader() {}

  /**
   * What was read.
   *
   * @param enabled {@code retry.enabled}
   * @param order {@code retry.order}
   * @param timeAllCalls {@code retry.metrics.time-all-calls}
   * @param policies the rest
   */
  record Read(boolean enabled, int order, boolean timeAllCalls, Configuration policies) {}

  /** Reads; throws with all problems found. */
  static Read read(ConfigurableEnvironment environment, int defaultOrder) {
    return new ConfigurationReader().readAll(environment, defaultOrder);
  }

  private Read readAll(ConfigurableEnvironment environment, int defaultOrder) {
    problems.addAll(UnknownKeys.find(environment));
    writtenNames.addAll(UnknownKeys.policyNames(environment));
    RetryProperties properties =
        Binder.get(environment)
            .bind(
                "retry",
                Bindable.of(RetryProperties.class),
                new RecordingBindHandler(origins, problems))
            .orElse(RetryProperties.EMPTY);
    Configuration configuration =
        new Configuration(defaults(properties), policies(properties), methods(properties));
    RetryConfigurationException.throwIfAny(problems);
    RetryProperties.Metrics metrics = properties.metrics();
    return new Read(
        properties.enabled() == null || properties.enabled(),
        properties.order() == null ? defaultOrder : properties.order(),
        metrics != null && Boolean.TRUE.equals(metrics.timeAllCalls()),
        configuration);
  }

  private Map<PolicyKey, Setting> defaults(RetryProperties properties) {
    PolicyProperties defaults = properties.defaults();
    if (defaults == null) {
      return Map.of();
    }
    return layers.settings(
        ConfigurationPropertyName.of("retry.defaults"), PolicyValues.of(defaults));
  }

  private Map<String, PolicySpec> policies(RetryProperties properties) {
    Map<String, PolicySpec> specs = new LinkedHashMap<>();
    ConfigurationPropertyName prefix = ConfigurationPropertyName.of("retry.policies");
    byWrittenName(properties.policies())
        .forEach(
            (name, policy) -> {
              ConfigurationPropertyName at = append(prefix, name);
              if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                problems.add(reserved(at, name));
              }
              specs.put(
                  name,
                  new PolicySpec(
                      layers.source(at),
                      reference(at.append("parent"), policy.parent()),
                      layers.settings(at, PolicyValues.of(policy))));
            });
    return specs;
  }

  private Map<String, MethodSpec> methods(RetryProperties properties) {
    Map<String, MethodSpec> specs = new LinkedHashMap<>();
    ConfigurationPropertyName prefix = ConfigurationPropertyName.of("retry.methods");
    Map<String, MethodProperties> methods = properties.methods();
    if (methods != null) {
      methods.forEach(
          (name, method) -> {
            ConfigurationPropertyName at = append(prefix, name);
            specs.put(
                name,
                new MethodSpec(
                    layers.source(at),
                    reference(at.append("policy"), method.policy()),
                    layers.settings(at, PolicyValues.of(method))));
          });
    }
    return specs;
  }

  /**
   * An environment variable can't spell a dash: RETRY_POLICIES_PAYMENTCALLBACK_DELAY is bound to
   * the policy payment-callback, and shows a second time under a name of its own, which is dropped.
   */
  private Map<String, PolicyProperties> byWrittenName(
      @Nullable Map<String, PolicyProperties> policies) {
    Map<String, PolicyProperties> named = new LinkedHashMap<>();
    if (policies != null) {
      policies.forEach(
          (name, policy) -> {
            List<String> alike =
                policies.keySet().stream()
                    .filter(other -> !other.equals(name) && plain(other).equals(plain(name)))
                    .toList();
            boolean shadow = !writtenNames.contains(name) && !alike.isEmpty();
            if (!shadow) {
              named.put(name, policy);
              alike.stream().filter(writtenNames::contains).forEach(other -> alike(name, other));
            }
          });
    }
    return named;
  }

  private void alike(String name, String other) {
    if (name.compareTo(other) < 0) {
      ConfigurationPropertyName at = append(ConfigurationPropertyName.of("retry.policies"), name);
      problems.add(
          Problem.property(
              Origins.show(at),
              null,
              null, // bound under one name, so it could be that of either
              "\"%s\" and \"%s\" are the same name to Spring Boot".formatted(name, other),
              "names that differ in more than dashes and capitals",
              "Rename one of them."));
    }
  }

  private @Nullable Reference reference(ConfigurationPropertyName at, @Nullable String name) {
    return name == null || name.isBlank() ? null : new Reference(name, layers.source(at));
  }

  private Problem reserved(ConfigurationPropertyName at, String name) {
    return Problem.property(
        Origins.show(at),
        null,
        origins.anyLocationBelow(at),
        "\"" + name + "\" can't be a policy's name",
        "any name but " + String.join(", ", RESERVED.stream().sorted().toList()),
        name.equalsIgnoreCase(Configuration.DEFAULT_POLICY)
            ? "Set the keys in retry.defaults, or choose another name."
            : "Choose another name.");
  }

  /** As the binder names it: in brackets only what can't do without, so paymentCallback can. */
  private static ConfigurationPropertyName append(ConfigurationPropertyName prefix, String name) {
    return name.matches("[A-Za-z0-9_-]+")
        ? ConfigurationPropertyName.adapt(prefix + "." + name, '.')
        : prefix.append("[" + name + "]");
  }

  private static String plain(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }
}
