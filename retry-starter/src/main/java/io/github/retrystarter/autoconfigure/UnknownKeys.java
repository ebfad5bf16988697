package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.autoconfigure.KnownKeys.Fault;
import io.github.retrystarter.autoconfigure.KnownKeys.Wrong;
import io.github.retrystarter.policy.Key;
import io.github.retrystarter.policy.Nearest;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RuleSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Finds keys under {@code retry} that nobody reads, in all sources but environment variables and
 * system properties, where others may have put their own.
 */
final class UnknownKeys {

  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("retry");
  private static final String MAX_ATTEMPTS = "max-attempts";

  private UnknownKeys() {}

  static List<Problem> find(ConfigurableEnvironment environment) {
    Map<ConfigurationPropertyName, Problem> problems = new LinkedHashMap<>();
    for (IterableConfigurationPropertySource source : sources(environment)) {
      source.stream()
          .filter(ROOT::isAncestorOf)
          .forEach(name -> check(name, source.getConfigurationProperty(name), problems));
    }
    return new ArrayList<>(problems.values());
  }

  static boolean isKnown(ConfigurationPropertyName name) {
    return KnownKeys.wrong(name) == null;
  }

  /** The names of a section's entries as they stand in the same sources. */
  static Set<String> names(ConfigurableEnvironment environment, ConfigurationPropertyName section) {
    Set<String> names = new TreeSet<>();
    for (IterableConfigurationPropertySource source : sources(environment)) {
      source.stream()
          .filter(section::isAncestorOf)
          .forEach(
              name -> names.add(name.getElement(section.getNumberOfElements(), Form.ORIGINAL)));
    }
    return names;
  }

  private static List<IterableConfigurationPropertySource> sources(
      ConfigurableEnvironment environment) {
    UnboundElementsSourceFilter filter = new UnboundElementsSourceFilter();
    List<IterableConfigurationPropertySource> sources = new ArrayList<>();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable && filter.apply(source)) {
        sources.add(iterable);
      }
    }
    return sources;
  }

  private static void check(
      ConfigurationPropertyName name,
      @Nullable ConfigurationProperty property,
      Map<ConfigurationPropertyName, Problem> problems) {
    Wrong wrong = KnownKeys.wrong(name);
    if (wrong != null && property != null) {
      problems.computeIfAbsent(wrong.name(), first -> problem(wrong, property));
    }
  }

  private static Problem problem(Wrong wrong, ConfigurationProperty property) {
    String key = KeyTables.lastName(wrong.name());
    String value =
        property.getName().equals(wrong.name()) ? String.valueOf(property.getValue()) : null;
    return Problem.property(
        Origins.show(wrong.name()),
        value,
        Origins.location(property),
        reason(wrong),
        legal(wrong),
        action(wrong, key, value));
  }

  private static String reason(Wrong wrong) {
    return switch (wrong.fault()) {
      case UNKNOWN -> "there is no such key";
      case TO_COME -> "the key is not available yet";
      case NOT_A_VALUE -> "a single value is expected here, and more stands below it";
      case NOT_A_LIST -> "a list is expected here, and keys stand below it";
      case METHOD_IN_PARTS -> "the dots part the method's name into keys";
    };
  }

  private static @Nullable String legal(Wrong wrong) {
    return switch (wrong.fault()) {
      case UNKNOWN -> String.join(", ", new TreeSet<>(wrong.known()));
      case TO_COME -> null;
      case NOT_A_VALUE, NOT_A_LIST ->
          KeyTables.lastName(wrong.name()).equals(RuleSpec.FAILURES)
              ? PolicyKey.INCLUDES.legal()
              : KeyTables.of(wrong.name()).map(Key::legal).orElse("a single value");
      case METHOD_IN_PARTS -> "the method's full name in quotes and brackets";
    };
  }

  private static String action(Wrong wrong, String key, @Nullable String value) {
    if (wrong.fault() == Fault.TO_COME) {
      return "Remove the key.";
    }
    if (wrong.fault() == Fault.NOT_A_VALUE) {
      return switch (KeyTables.lastName(wrong.name())) {
        case "circuit-breaker", "budget" ->
            "Put these keys below retry.%ss.<name>, and write that name here."
                .formatted(KeyTables.lastName(wrong.name()));
        default -> "Write the value behind the key.";
      };
    }
    if (wrong.fault() == Fault.NOT_A_LIST) {
      return "Begin each rule with a dash.";
    }
    if (wrong.fault() == Fault.METHOD_IN_PARTS) {
      String method = Origins.show(wrong.name().subName(2));
      return "Write the key as \"[" + method + "]\".";
    }
    if (wrong.name().isLastElementIndexed()) {
      return "Write keys here, not a list: take the dashes out.";
    }
    if (KeyTables.alike(MAX_ATTEMPTS, key) && wrong.known().contains("max-retries")) {
      return "Use max-retries: it counts the calls after the first, so max-attempts is max-retries"
          + " + 1"
          + retriesOf(value)
          + ".";
    }
    return Nearest.to(key, wrong.known())
        .map(guess -> "Did you mean \"" + guess + "\"?")
        .orElse("Correct the key, or remove it.");
  }

  private static String retriesOf(@Nullable String attempts) {
    return attempts != null && attempts.matches("[1-9][0-9]{0,4}")
        ? " (max-attempts: "
            + attempts
            + " is max-retries: "
            + (Integer.parseInt(attempts) - 1)
            + ")"
        : "";
  }
}
