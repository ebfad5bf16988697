package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.http.RetryHeaders;
import io.github.retrystarter.policy.BreakerKey;
import io.github.retrystarter.policy.BudgetKey;
import io.github.retrystarter.policy.Configuration;
import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Configuration.PolicySpec;
import io.github.retrystarter.policy.Configuration.Reference;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RetryConfigurationException;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.tracing.Observations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.annotation.AdviceMode;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Reads {@code retry.*} from the environment. Boot's own binding of a properties bean would stop at
 * the first wrong value, and could not say what is legal.
 */
final class ConfigurationReader {

  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("retry");
  private static final String RENAME = "Choose another name.";

  private final Origins origins = new Origins();
  private final List<Problem> problems = new ArrayList<>();
  private final LayerReader layers = new LayerReader(origins, problems);
  private final ConfigurableEnvironment environment;

  private ConfigurationReader(ConfigurableEnvironment environment) {
    this.environment = environment;
  }

  /**
   * What was read.
   *
   * @param enabled {@code retry.enabled}
   * @param order {@code retry.order}
   * @param woven whether {@code retry.mode} is aspectj
   * @param timeAllCalls {@code retry.metrics.time-all-calls}
   * @param observations {@code retry.observations}
   * @param headers {@code retry.http.headers}; null where {@code retry.http.enabled} is false, or
   *     {@code retry.enabled}
   * @param openStatus {@code retry.health.open-status}; null for none
   * @param watch {@code retry.reload.watch}
   * @param policies the rest
   */
  record Read(
      boolean enabled,
      int order,
      boolean woven,
      boolean timeAllCalls,
      Observations observations,
      @Nullable RetryHeaders headers,
      @Nullable String openStatus,
      boolean watch,
      Configuration policies) {

    /** What is read at the start only. */
    Read fixed() {
      Configuration none = new Configuration(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
      return new Read(
          enabled, order, woven, timeAllCalls, observations, headers, openStatus, watch, none);
    }
  }

  /** Reads; throws with all problems found. */
  static Read read(
      ConfigurableEnvironment environment, int defaultOrder, @Nullable ClassLoader loader) {
    return new ConfigurationReader(environment).readAll(defaultOrder, loader);
  }

  private Read readAll(int defaultOrder, @Nullable ClassLoader loader) {
    problems.addAll(UnknownKeys.find(environment));
    RetryProperties properties =
        Binder.get(environment)
            .bind(
                "retry",
                Bindable.of(RetryProperties.class),
                new RecordingBindHandler(origins, problems))
            .orElse(RetryProperties.EMPTY);
    Configuration configuration =
        new Configuration(
            defaults(properties),
            policies(properties),
            methods(properties),
            circuitBreakers(properties),
            budgets(properties));
    boolean woven = woven(properties.mode(), loader);
    RetryProperties.Http http = properties.http();
    RetryHeaders headers = new HttpNames(ROOT.append("http.headers"), origins, problems).read(http);
    String openStatus = openStatus(properties.health());
    // The binder tries more than once where it has found nothing that is right.
    RetryConfigurationException.throwIfAny(problems.stream().distinct().toList());
    RetryProperties.Metrics metrics = properties.metrics();
    Observations observations = properties.observations();
    boolean enabled = properties.enabled() == null || properties.enabled();
    boolean told = enabled && (http == null || !Boolean.FALSE.equals(http.enabled()));
    return new Read(
        enabled,
        properties.order() == null ? defaultOrder : properties.order(),
        woven,
        metrics != null && Boolean.TRUE.equals(metrics.timeAllCalls()),
        observations == null ? Observations.EVENTS : observations,
        told ? headers : null,
        openStatus,
        properties.reload() != null && Boolean.TRUE.equals(properties.reload().watch()),
        configuration);
  }

  /** The user may have statuses of his own. */
  private @Nullable String openStatus(RetryProperties.@Nullable Health health) {
    String written = health == null ? null : health.openStatus();
    if (written == null) {
      return null;
    }
    String status = written.strip().replace('-', '_').toUpperCase(Locale.ROOT);
    if (!status.matches("[A-Z][A-Z_0-9]*")) {
      ConfigurationPropertyName name = ROOT.append("health.open-status");
      problems.add(
          Problem.property(
              Origins.show(name),
              origins.text(name),
              origins.location(name),
              "is not the name of a status",
              "up, unknown, out-of-service, down, or a status of your own, in letters",
              "Correct the value, or remove the key: the status then stays UP."));
    }
    return status;
  }

  private boolean woven(@Nullable AdviceMode mode, @Nullable ClassLoader loader) {
    if (mode != AdviceMode.ASPECTJ) {
      return false;
    }
    if (!ClassUtils.isPresent("org.aspectj.lang.ProceedingJoinPoint", loader)) {
      ConfigurationPropertyName name = ROOT.append("mode");
      problems.add(
          Problem.property(
              Origins.show(name),
              origins.text(name),
              origins.location(name),
              "AspectJ is not on the class path",
              null,
              "Add the dependency org.springframework.boot:spring-boot-starter-aspectj (of AspectJ,"
                  + " aspectjweaver is needed), or set retry.mode: proxy."));
    }
    return true;
  }

  private Map<PolicyKey, Setting> defaults(RetryProperties properties) {
    PolicyProperties defaults = properties.defaults();
    if (defaults == null) {
      return Map.of();
    }
    return layers.settings(ROOT.append("defaults"), PolicyValues.of(defaults));
  }

  private Map<String, PolicySpec> policies(RetryProperties properties) {
    Map<String, String> reserved =
        Map.of(
            Configuration.DEFAULT_POLICY,
            "Set the keys in retry.defaults, or choose another name.",
            PolicyKey.NO_NAME,
            RENAME);
    return entries("policies", "policy", reserved)
        .read(
            properties.policies(),
            (at, policy) ->
                new PolicySpec(
                    layers.source(at),
                    reference(at.append("parent"), policy.parent()),
                    layers.settings(at, PolicyValues.of(policy))));
  }

  private Map<String, Map<BreakerKey, Setting>> circuitBreakers(RetryProperties properties) {
    return entries("circuit-breakers", "circuit breaker", Map.of(PolicyKey.NO_NAME, RENAME))
        .read(
            properties.circuitBreakers(),
            (at, breaker) -> layers.settings(at, GuardValues.of(breaker)));
  }

  private Map<String, Map<BudgetKey, Setting>> budgets(RetryProperties properties) {
    return entries("budgets", "budget", Map.of(PolicyKey.NO_NAME, RENAME))
        .read(properties.budgets(), (at, budget) -> layers.settings(at, GuardValues.of(budget)));
  }

  private NamedEntries entries(String section, String what, Map<String, String> reserved) {
    ConfigurationPropertyName at = ROOT.append(section);
    return new NamedEntries(
        at, what, reserved, UnknownKeys.names(environment, at), origins, problems);
  }

  private Map<String, MethodSpec> methods(RetryProperties properties) {
    Map<String, MethodSpec> specs = new LinkedHashMap<>();
    ConfigurationPropertyName prefix = ROOT.append("methods");
    Map<String, MethodProperties> methods = properties.methods();
    if (methods != null) {
      methods.forEach(
          (name, method) -> {
            ConfigurationPropertyName at = NamedEntries.append(prefix, name);
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

  private @Nullable Reference reference(ConfigurationPropertyName at, @Nullable String name) {
    return name == null || name.isBlank() ? null : new Reference(name, layers.source(at));
  }
}
