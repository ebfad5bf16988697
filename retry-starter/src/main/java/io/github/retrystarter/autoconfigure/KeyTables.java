package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.BreakerKey;
import io.github.retrystarter.policy.BudgetKey;
import io.github.retrystarter.policy.Key;
import io.github.retrystarter.policy.PolicyKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Which table a property's key is in: that depends on the section it stands in. */
final class KeyTables {

  static final String CIRCUIT_BREAKERS = "circuit-breakers";
  static final String BUDGETS = "budgets";

  private KeyTables() {}

  /** The key that a property sets, or a list's entry of it. */
  static Optional<? extends Key> of(ConfigurationPropertyName name) {
    String key = lastName(name);
    return Arrays.stream(table(name)).filter(each -> alike(each.key(), key)).findFirst();
  }

  private static Key[] table(ConfigurationPropertyName name) {
    if (isIn(CIRCUIT_BREAKERS, name)) {
      return BreakerKey.values();
    }
    return isIn(BUDGETS, name) ? BudgetKey.values() : PolicyKey.values();
  }

  /** Whether it is a section of {@code retry}, or stands in it. */
  static boolean isIn(String section, ConfigurationPropertyName name) {
    return name.getNumberOfElements() > 1 && alike(section, name.getElement(1, Form.DASHED));
  }

  /** The last element that is no index. */
  static String lastName(ConfigurationPropertyName name) {
    int last = name.getNumberOfElements() - 1;
    while (last > 0 && name.isNumericIndex(last)) {
      last--;
    }
    return name.getElement(last, Form.DASHED);
  }

  /** Boot reads maxRetries, max_retries and MAX-RETRIES as max-retries. */
  static boolean alike(String name, String other) {
    return plain(name).equals(plain(other));
  }

  private static String plain(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** The names of a table's keys, and more. */
  static Set<String> names(Key[] table, String... more) {
    Set<String> names = new TreeSet<>(Arrays.asList(more));
    for (Key key : table) {
      names.add(key.key());
    }
    return names;
  }
}
