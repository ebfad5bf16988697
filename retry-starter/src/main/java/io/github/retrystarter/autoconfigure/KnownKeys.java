package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.BreakerKey;
import io.github.retrystarter.policy.BudgetKey;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.RuleSpec;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Which keys can stand where under {@code retry}. */
final class KnownKeys {

  private static final Set<String> TOP =
      Set.of(
          "enabled",
          "order",
          "mode",
          "defaults",
          "policies",
          "methods",
          KeyTables.CIRCUIT_BREAKERS,
          KeyTables.BUDGETS,
          "metrics",
          "observations",
          "http",
          "health",
          "reload");
  private static final Set<String> METRICS = Set.of("time-all-calls");
  private static final Set<String> HEALTH = Set.of("open-status");
  private static final Set<String> RELOAD = Set.of("watch");
  private static final String HEADERS = "headers";
  private static final Set<String> HTTP = Set.of("enabled", HEADERS);
  private static final Set<String> HTTP_HEADERS =
      Set.of("attempt", "max", "cause", "deadline", "disposition");
  private static final Set<String> TOP_TO_COME = Set.of("console");
  private static final Set<String> LISTS =
      Set.of(
          PolicyKey.DELAYS.key(),
          PolicyKey.INCLUDES.key(),
          PolicyKey.EXCLUDES.key(),
          BreakerKey.IGNORE.key(),
          BreakerKey.RECORD.key(),
          RuleSpec.FAILURES);
  private static final Set<String> RULE_KEYS = ruleKeys();

  /** What is wrong with a key. */
  enum Fault {
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
  record Wrong(ConfigurationPropertyName name, Set<String> known, Fault fault) {}

  private KnownKeys() {}

  /** The first part of a name that can't stand there; null where all is well. */
  static @Nullable Wrong wrong(ConfigurationPropertyName name) {
    String top = element(name, 1);
    if (!known(TOP, top)) {
      Fault fault = known(TOP_TO_COME, top) ? Fault.TO_COME : Fault.UNKNOWN;
      return new Wrong(name.chop(2), TOP, fault);
    }
    if (KeyTables.isIn(KeyTables.CIRCUIT_BREAKERS, name)) {
      return wrongKey(name, 3, KeyTables.names(BreakerKey.values()));
    }
    return switch (top) {
      case "defaults" -> wrongKey(name, 2, policyKeys());
      case "policies" -> wrongKey(name, 3, policyKeys("parent"));
      case "methods" -> wrongMethod(name);
      case KeyTables.BUDGETS -> wrongKey(name, 3, KeyTables.names(BudgetKey.values()));
      case "metrics" -> wrongKey(name, 2, METRICS);
      case "http" -> wrongHttp(name);
      case "health" -> wrongKey(name, 2, HEALTH);
      case "reload" -> wrongKey(name, 2, RELOAD);
      default -> wrongKey(name, 1, TOP);
    };
  }

  private static @Nullable Wrong wrongHttp(ConfigurationPropertyName name) {
    boolean header = name.getNumberOfElements() > 3 && KeyTables.alike(HEADERS, element(name, 2));
    return header ? wrongKey(name, 3, HTTP_HEADERS) : wrongKey(name, 2, HTTP);
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
      return new Wrong(name.chop(index + 1), known, Fault.UNKNOWN);
    }
    if (KeyTables.alike(PolicyKey.RULES.key(), key) && size > index + 1) {
      return name.isNumericIndex(index + 1)
          ? wrongKey(name, index + 2, RULE_KEYS)
          : new Wrong(name.chop(index + 1), known, Fault.NOT_A_LIST);
    }
    int values = known(LISTS, key) && size > index + 1 && name.isNumericIndex(index + 1) ? 1 : 0;
    return size > index + 1 + values
        ? new Wrong(name.chop(index + 1 + values), known, Fault.NOT_A_VALUE)
        : null;
  }

  private static Set<String> policyKeys(String... more) {
    return KeyTables.names(PolicyKey.values(), more);
  }

  private static Set<String> ruleKeys() {
    Set<String> keys = new TreeSet<>(Set.of(RuleSpec.FAILURES, RuleSpec.RETRY));
    RuleSpec.KEYS.forEach(key -> keys.add(key.key()));
    return keys;
  }

  private static boolean known(Set<String> names, String element) {
    return names.stream().anyMatch(each -> KeyTables.alike(each, element));
  }

  private static String element(ConfigurationPropertyName name, int index) {
    return name.getElement(index, Form.DASHED);
  }
}
