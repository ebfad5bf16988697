package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.Nearest;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RuleSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
  private static final ConfigurationPropertyName POLICIES = ROOT.append("policies");
  private static final Set<String> TOP =
      Set.of("enabled", "order", "defaults", "policies", "methods", "metrics");
  private static final Set<String> METRICS = Set.of("time-all-calls");
  private static final Set<String> POLICY_KEYS_TO_COME =
      Set.of("circuit-breaker", "circuit-open", "budget", "nested");
  private static final Set<String> TOP_TO_COME =
      Set.of(
          "circuit-breakers",
          "budgets",
          "http",
          "health",
          "observations",
          "reload",
          "console",
          "mode");
  private static final String MAX_ATTEMPTS = "max-attempts";

  private static final Set<String> LISTS =
      Set.of(
          PolicyKey.DELAYS.key(),
          PolicyKey.INCLUDES.key(),
          PolicyKey.EXCLUDES.key(),
          RuleSpec.FAILURES);
  private static final Set<String> RULE_KEYS = ruleKeys();

  /** What is wrong with a key. */
  private enum Fault {
    UNKNOWN,
    TO_COME,
    /** Something stands below a key that takes values. */
    NOT_A_VALUE,
    /** Keys stand where a list is expected. */
    NOT_A_LIST,
    /** The dots of a method's name have parted it into keys. */
    METHOD_IN_PARTS
  }

  /** The first name that is wrong, and how; {@code known} is what could stand there. */
  private record Wrong(ConfigurationPropertyName name, Set<String> known, Fault fault) {}

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
    return wrong(name) == null;
  }

  /** The names of policies as they stand in the same sources. */
  static Set<String> policyNames(ConfigurableEnvironment environment) {
    Set<String> names = new TreeSet<>();
    for (IterableConfigurationPropertySource source : sources(environment)) {
      source.stream()
          .filter(POLICIES::isAncestorOf)
          .forEach(name -> names.add(name.getElement(2, Form.ORIGINAL)));
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
    Wrong wrong = wrong(name);
    if (wrong != null && property != null) {
      problems.computeIfAbsent(wrong.name(), first -> problem(wrong, property));
    }
  }

  private static @Nullable Wrong wrong(ConfigurationPropertyName name) {
    String top = element(name, 1);
    if (!known(TOP, top)) {
      Fault fault = known(TOP_TO_COME, top) ? Fault.TO_COME : Fault.UNKNOWN;
      return new Wrong(name.chop(2), TOP, fault);
    }
    return switch (top) {
      case "defaults" -> wrongKey(name, 2, policyKeys());
      case "policies" -> wrongKey(name, 3, policyKeys("parent"));
      case "methods" -> wrongMethod(name);
      case "metrics" -> wrongKey(name, 2, METRICS);
      default -> wrongKey(name, 1, TOP);
    };
  }

  private static @Nullable Wrong wrongMethod(ConfigurationPropertyName name) {
    Set<String> known = policyKeys("policy");
    int last = name.getNumberOfElements() - 1;
    boolean inParts =
        last > 3
            && known(known, element(name, last))
            && !known(known, element(name, 3))
            && !name.isNumericIndex(3);
    return inParts
        ? new Wrong(name.chop(last), known, Fault.METHOD_IN_PARTS)
        : wrongKey(name, 3, known);
  }

  private static @Nullable Wrong wrongKey(
      ConfigurationPropertyName name, int index, Set<String> known) {
    int size = name.getNumberOfElements();
    if (size <= index) {
      return null;
    }
    String key = element(name, index);
    if (!known(known, key)) {
      boolean toCome = known != RULE_KEYS && known(POLICY_KEYS_TO_COME, key);
      return new Wrong(name.chop(index + 1), known, toCome ? Fault.TO_COME : Fault.UNKNOWN);
    }
    if (plain(key).equals(PolicyKey.RULES.key()) && size > index + 1) {
      return name.isNumericIndex(index + 1)
          ? wrongKey(name, index + 2, RULE_KEYS)
          : new Wrong(name.chop(index + 1), known, Fault.NOT_A_LIST);
    }
    int values = known(LISTS, key) && size > index + 1 && name.isNumericIndex(index + 1) ? 1 : 0;
    return size > index + 1 + values
        ? new Wrong(name.chop(index + 1 + values), known, Fault.NOT_A_VALUE)
        : null;
  }

  private static Problem problem(Wrong wrong, ConfigurationProperty property) {
    int last = wrong.name().getNumberOfElements() - 1;
    String key = element(wrong.name(), wrong.name().isLastElementIndexed() ? last - 1 : last);
    String value =
        property.getName().equals(wrong.name()) ? String.valueOf(property.getValue()) : null;
    return Problem.property(
        Origins.show(wrong.name()),
        value,
        Origins.location(property),
        reason(wrong),
        legal(wrong, key),
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

  private static @Nullable String legal(Wrong wrong, String key) {
    return switch (wrong.fault()) {
      case UNKNOWN -> String.join(", ", new TreeSet<>(wrong.known()));
      case TO_COME -> null;
      case NOT_A_VALUE, NOT_A_LIST ->
          plain(key).equals(RuleSpec.FAILURES)
              ? PolicyKey.INCLUDES.legal()
              : PolicyKey.of(key).map(PolicyKey::legal).orElse("a single value");
      case METHOD_IN_PARTS -> "the method's full name in quotes and brackets";
    };
  }

  private static String action(Wrong wrong, String key, @Nullable String value) {
    if (wrong.fault() == Fault.TO_COME) {
      return "Remove the key.";
    }
    if (wrong.fault() == Fault.NOT_A_VALUE) {
      return "Write the value behind the key.";
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
    if (plain(key).equals(plain(MAX_ATTEMPTS)) && wrong.known().contains("max-retries")) {
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

  private static Set<String> policyKeys(String... more) {
    Set<String> keys = new TreeSet<>(Arrays.asList(more));
    for (PolicyKey key : PolicyKey.values()) {
      keys.add(key.key());
    }
    return keys;
  }

  private static Set<String> ruleKeys() {
    Set<String> keys = new TreeSet<>(Set.of(RuleSpec.FAILURES, RuleSpec.RETRY));
    RuleSpec.KEYS.forEach(key -> keys.add(key.key()));
    return keys;
  }

  /** Boot reads maxRetries, max_retries and MAX-RETRIES as max-retries. */
  private static boolean known(Set<String> names, String element) {
    return names.stream().anyMatch(each -> plain(each).equals(plain(element)));
  }

  private static String plain(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static String element(ConfigurationPropertyName name, int index) {
    return name.getElement(index, Form.DASHED);
  }
}
