package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.Nearest;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.convert.ConversionFailedException;

/** Notes where each value comes from, and turns values of a wrong type into problems of ours. */
final class RecordingBindHandler extends AbstractBindHandler {

  private final Origins origins;
  private final List<Problem> problems;

  RecordingBindHandler(Origins origins, List<Problem> problems) {
    this.origins = origins;
    this.problems = problems;
  }

  @Override
  public @Nullable Object onSuccess(
      ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
    ConfigurationProperty property = context.getConfigurationProperty();
    if (property != null && property.getName().equals(name)) {
      origins.add(property);
      String unresolved = unresolved(result);
      if (unresolved != null) {
        problems.add(unresolved(name, property, unresolved, Object.class));
      } else if (isCut(property.getValue(), result)) {
        problems.add(illegal(name, property, Integer.class, null));
      }
    }
    return result;
  }

  /** Binding goes on without the value, so that all problems are told at once. */
  @Override
  public @Nullable Object onFailure(
      ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error) {
    if (error instanceof UnboundConfigurationPropertiesException unbound) {
      checkGap(name, unbound.getUnboundProperties());
      return null;
    }
    ConfigurationProperty property = property(name, context);
    Object value = property == null ? null : property.getValue();
    Class<?> type = target.getType().resolve(Object.class);
    if (type == PolicyProperties.class && "".equals(value)) {
      return PolicyProperties.EMPTY; // "my-policy:" with nothing below it
    }
    if (type == MethodProperties.class && "".equals(value)) {
      return MethodProperties.EMPTY;
    }
    if (type == RuleProperties.class && "".equals(value)) {
      return RuleProperties.EMPTY;
    }
    if (property != null && (type.isRecord() || type == Map.class) && isSomebodyElses(property)) {
      return null;
    }
    String unresolved = unresolved(resolved(error));
    problems.add(
        property != null && unresolved != null
            ? unresolved(name, property, unresolved, type)
            : illegal(name, property, type, error));
    // A list would end at an element that is not there, and the binder complain of the rest.
    if (type == RuleProperties.class) {
      return RuleProperties.EMPTY;
    }
    return type == Duration.class && name.isLastElementIndexed() ? Duration.ZERO : null;
  }

  /** A list ends at an entry that is not there; what comes after it would be lost in silence. */
  private void checkGap(ConfigurationPropertyName list, Set<ConfigurationProperty> beyond) {
    if (beyond.stream().allMatch(each -> UnknownKeys.isKnown(each.getName()))) {
      beyond.stream()
          .min(Comparator.comparing(ConfigurationProperty::getName))
          .map(first -> gap(list, first))
          .filter(problem -> !problems.contains(problem)) // the binder tries more than once
          .ifPresent(problems::add);
    }
  }

  private static Problem gap(ConfigurationPropertyName list, ConfigurationProperty first) {
    return Problem.property(
        Origins.show(first.getName().chop(list.getNumberOfElements() + 1)),
        null,
        Origins.location(first),
        "an entry of the list before it is missing, or has nothing in it",
        legal(list, List.class),
        "Fill the gap, or remove the empty entry.");
  }

  /** RETRY=3 in the environment of the process need not be meant for us. */
  private static boolean isSomebodyElses(ConfigurationProperty property) {
    ConfigurationPropertySource source = property.getSource();
    return source != null && !new UnboundElementsSourceFilter().apply(source);
  }

  /** Where keys are expected below, the binder keeps to itself that it has found a value. */
  private static @Nullable ConfigurationProperty property(
      ConfigurationPropertyName name, BindContext context) {
    ConfigurationProperty property = context.getConfigurationProperty();
    for (ConfigurationPropertySource source : context.getSources()) {
      property = property == null ? source.getConfigurationProperty(name) : property;
    }
    return property;
  }

  /** YAML's 2.5 comes as a number, and the binder makes 2 of it. */
  private static boolean isCut(Object written, Object result) {
    return result instanceof Integer whole
        && written instanceof Number number
        && number.doubleValue() != whole;
  }

  private static Problem unresolved(
      ConfigurationPropertyName name, ConfigurationProperty property, String text, Class<?> type) {
    return Problem.property(
        Origins.show(name),
        String.valueOf(property.getValue()),
        Origins.location(property),
        "the placeholder \"" + text + "\" does not resolve",
        legal(name, type),
        "Define what it refers to, or give it a default as in ${NAME:value}.");
  }

  private static Problem illegal(
      ConfigurationPropertyName name,
      @Nullable ConfigurationProperty property,
      Class<?> type,
      @Nullable Exception error) {
    String written = property == null ? null : String.valueOf(property.getValue());
    Object resolved = written != null && written.contains("${") ? resolved(error) : null;
    String meant = resolved == null ? written : resolved.toString();
    String reason = reason(name, type, meant);
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
  private static @Nullable Object resolved(@Nullable Exception error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof ConversionFailedException failed) {
        return failed.getValue();
      }
    }
    return null;
  }

  /** Boot's binder leaves a placeholder that it can't resolve as it is. */
  private static @Nullable String unresolved(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(RecordingBindHandler::unresolved)
          .filter(each -> each != null)
          .findFirst()
          .orElse(null);
    }
    String text = value instanceof String string ? string : "";
    int start = text.indexOf("${");
    int end = text.indexOf('}', start);
    return start >= 0 && end > start ? text.substring(start, end + 1) : null;
  }

  private static String reason(
      ConfigurationPropertyName name, Class<?> type, @Nullable String value) {
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
      return isAdaptive(name, value)
          ? "backoff adaptive is not available yet"
          : "is none of the legal values";
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
    if (isAdaptive(name, value)) {
      return "Use exponential, the default.";
    }
    List<String> known =
        Arrays.stream(type.getEnumConstants())
            .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT))
            .toList();
    // YAML reads off and no as false.
    String meant = "false".equals(value) ? "none" : String.valueOf(value);
    return Nearest.to(meant, known)
        .map(guess -> "Did you mean \"" + guess + "\"?")
        .orElse("Correct the value.");
  }

  private static boolean isRules(ConfigurationPropertyName name) {
    return key(name).equals(PolicyKey.RULES.key());
  }

  private static boolean isAdaptive(ConfigurationPropertyName name, @Nullable String value) {
    return "adaptive".equalsIgnoreCase(value) && key(name).equals(PolicyKey.BACKOFF.key());
  }

  private static @Nullable String legal(ConfigurationPropertyName name, Class<?> type) {
    if (type == RetryProperties.class) {
      return "the keys enabled, order, defaults, policies, methods, metrics";
    }
    if (type == PolicyProperties.class || type == MethodProperties.class) {
      return "keys of a policy, such as max-retries";
    }
    if (type == RuleProperties.class) {
      return "failures, then retry: false or keys of its own, such as max-retries";
    }
    if (type == RetryProperties.Metrics.class) {
      return "the key time-all-calls";
    }
    if (type == Map.class) {
      return "names, and below each the keys of a policy, such as max-retries";
    }
    return PolicyKey.of(key(name))
        .map(PolicyKey::legal)
        .orElse(
            type == Boolean.class
                ? "true or false"
                : type == Integer.class ? "a whole number" : null);
  }

  /** The key's name: the last element that is no index. */
  private static String key(ConfigurationPropertyName name) {
    int last = name.getNumberOfElements() - 1;
    while (last > 0 && name.isNumericIndex(last)) {
      last--;
    }
    return name.getElement(last, Form.DASHED);
  }
}
