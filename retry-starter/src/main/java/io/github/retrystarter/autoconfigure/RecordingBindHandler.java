package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.Problem;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;

/** Notes where each value comes from, and turns values of a wrong type into problems of ours. */
final class RecordingBindHandler extends AbstractBindHandler {

  private static final Map<Class<?>, Object> EMPTY =
      Map.of(
          PolicyProperties.class, PolicyProperties.EMPTY,
          MethodProperties.class, MethodProperties.EMPTY,
          RuleProperties.class, RuleProperties.EMPTY,
          BreakerProperties.class, BreakerProperties.EMPTY,
          BudgetProperties.class, BudgetProperties.EMPTY,
          RetryProperties.Http.class, RetryProperties.Http.EMPTY,
          RetryProperties.Headers.class, RetryProperties.Headers.EMPTY);

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
      String unresolved = ValueProblems.unresolved(result);
      if (unresolved != null) {
        problems.add(ValueProblems.unresolved(name, property, unresolved, Object.class));
      } else if (isCut(property.getValue(), result)) {
        problems.add(ValueProblems.illegal(name, property, Integer.class, null));
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
    Object empty = EMPTY.get(type);
    if (empty != null && "".equals(value)) {
      return empty; // "my-policy:" with nothing below it
    }
    if (property != null && (type.isRecord() || type == Map.class) && isSomebodyElses(property)) {
      return null;
    }
    String unresolved = ValueProblems.unresolved(ValueProblems.resolved(error));
    problems.add(
        property != null && unresolved != null
            ? ValueProblems.unresolved(name, property, unresolved, type)
            : ValueProblems.illegal(name, property, type, error));
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
          .map(first -> ValueProblems.gap(list, first))
          .filter(problem -> !problems.contains(problem)) // the binder tries more than once
          .ifPresent(problems::add);
    }
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
}
