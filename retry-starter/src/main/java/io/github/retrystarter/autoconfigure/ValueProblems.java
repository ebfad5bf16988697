package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.Key;
import io.github.retrystarter.policy.Nearest;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConversionFailedException;

/** What to tell of a value that can't be bound. */
final class ValueProblems {

  private ValueProblems() {}

  static Problem gap(ConfigurationPropertyName list, ConfigurationProperty first) {
    return Problem.property(
        Origins.show(first.getName().chop(list.getNumberOfElements() + 1)),
        null,
        Origins.location(first),
        "an entry of the list before it is missing, or has nothing in it",
        legal(list, List.class),
        "Fill the gap, or remove the empty entry.");
  }

  static Problem unresolved(
      ConfigurationPropertyName name, ConfigurationProperty property, String text, Class<?> type) {
    return Problem.property(
        Origins.show(name),
        String.valueOf(property.getValue()),
        Origins.location(property),
        "the placeholder \"" + text + "\" does not resolve",
        legal(name, type),
        "Define what it refers to, or give it a default as in ${NAME:value}.");
  }

  static Problem illegal(
      ConfigurationPropertyName name,
      @Nullable ConfigurationProperty property,
      Class<?> type,
      @Nullable Exception error) {
    String written = property == null ? null : String.valueOf(property.getValue());
    Object resolved = written != null && written.contains("${") ? resolved(error) : null;
    String meant = resolved == null ? written : resolved.toString();
    String reason = reason(name, type);
    return Problem.property(
        Origins.show(name),
        written,
        property == null ? null : Origins.location(property),
        meant == null || meant.equals(written)
            ? reason
            : "it resolves to \"" + meant + "\", which " + reason,
        legal(name, type),
        action(name, type, meant));
  }

  /** The value after placeholders, as far as the binder came. */
  static @Nullable Object resolved(@Nullable Exception error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof ConversionFailedException failed) {
        return failed.getValue();
      }
    }
    return null;
  }

  /** Boot's binder leaves a placeholder that it can't resolve as it is. */
  static @Nullable String unresolved(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(ValueProblems::unresolved)
          .filter(each -> each != null)
          .findFirst()
          .orElse(null);
    }
    String text = value instanceof String string ? string : "";
    int start = text.indexOf("${");
    int end = text.indexOf('}', start);
    return start >= 0 && end > start ? text.substring(start, end + 1) : null;
  }

  private static String reason(ConfigurationPropertyName name, Class<?> type) {
    if (type == Duration.class) {
      return "is not a duration";
    }
    if (type == Integer.class) {
      return "is not a whole number";
    }
    if (type == Double.class) {
      return "is not a number";
    }
    if (type == Boolean.class) {
      return "is neither true nor false";
    }
    if (type == List.class) {
      return isRules(name)
          ? "is a single value, where a list of rules is expected"
          : "is not a list of durations";
    }
    if (type.isEnum()) {
      return "is none of the legal values";
    }
    return "is a single value, where keys are expected below";
  }

  private static String action(
      ConfigurationPropertyName name, Class<?> type, @Nullable String value) {
    if (type == List.class && isRules(name)) {
      return "Begin each rule with a dash, below the key.";
    }
    if (!type.isEnum()) {
      return type.isRecord() || type == Map.class
          ? "Put the keys below it, or remove it."
          : "Correct the value.";
    }
    List<String> known = names(type);
    // YAML reads off and no as false.
    String off = known.contains("disabled") ? "disabled" : "none";
    String meant = "false".equals(value) ? off : String.valueOf(value);
    return Nearest.to(meant, known)
        .map(guess -> "Did you mean \"" + guess + "\"?")
        .orElse("Correct the value.");
  }

  private static List<String> names(Class<?> enumeration) {
    return Arrays.stream(enumeration.getEnumConstants())
        .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static boolean isRules(ConfigurationPropertyName name) {
    return KeyTables.lastName(name).equals(PolicyKey.RULES.key());
  }

  private static @Nullable String legal(ConfigurationPropertyName name, Class<?> type) {
    if (type == Map.class) {
      return "names, and below each " + entries(name);
    }
    if (type.isRecord()) {
      return keysOf(type);
    }
    return KeyTables.of(name)
        .map(Key::legal)
        .orElse(
            type == Boolean.class
                ? "true or false"
                : type == Integer.class
                    ? "a whole number"
                    : type.isEnum() ? String.join(", ", names(type)) : null);
  }

  /** What stands below each name of a section. */
  private static String entries(ConfigurationPropertyName section) {
    if (KeyTables.isIn(KeyTables.CIRCUIT_BREAKERS, section)) {
      return "the " + keysOf(BreakerProperties.class);
    }
    return "the "
        + keysOf(
            KeyTables.isIn(KeyTables.BUDGETS, section)
                ? BudgetProperties.class
                : PolicyProperties.class);
  }

  private static String keysOf(Class<?> type) {
    if (type == RetryProperties.class) {
      return "the keys enabled, order, mode, defaults, policies, methods, circuit-breakers, budgets,"
          + " metrics, observations, http, health, reload";
    }
    if (type == RetryProperties.Http.class) {
      return "the keys enabled, headers";
    }
    if (type == RetryProperties.Headers.class) {
      return "the keys attempt, max, cause, deadline, disposition";
    }
    if (type == RetryProperties.Health.class) {
      return "the key open-status";
    }
    if (type == RetryProperties.Reload.class) {
      return "the key watch";
    }
    if (type == RetryProperties.Metrics.class) {
      return "the key time-all-calls";
    }
    if (type == RuleProperties.class) {
      return "failures, then retry: false or keys of its own, such as max-retries";
    }
    if (type == BreakerProperties.class) {
      return "keys of a circuit breaker, such as open-duration";
    }
    return type == BudgetProperties.class
        ? "keys of a budget, such as capacity"
        : "keys of a policy, such as max-retries";
  }
}
