package io.github.retrystarter.aop;

import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.policy.Configuration;
import io.github.retrystarter.policy.Configuration.Reference;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.policy.Source;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.MergedAnnotation;

/** Reads what one annotation sets. */
final class AnnotationSettings {

  private final Annotated annotated;
  private final MergedAnnotation<Retryable> annotation;
  private final Source source;
  private final UnaryOperator<String> placeholders;
  private final List<Problem> problems;
  private final Map<PolicyKey, Setting> settings = new EnumMap<>(PolicyKey.class);

  /** Reads; what is wrong is added to the problems. */
  AnnotationSettings(
      Annotated annotated,
      String shownAs,
      UnaryOperator<String> placeholders,
      List<Problem> problems) {
    this.annotated = annotated;
    this.annotation = annotated.annotation();
    this.source = Source.annotation(shownAs, annotated.fullName());
    this.placeholders = placeholders;
    this.problems = problems;
    if (annotation.getInt("maxRetries") != Retryable.UNSET) {
      set(PolicyKey.MAX_RETRIES, annotation.getInt("maxRetries"));
    }
    if (!Double.isNaN(annotation.getDouble("multiplier"))) {
      set(PolicyKey.MULTIPLIER, annotation.getDouble("multiplier"));
    }
    if (!annotation.getBoolean("idempotent")) {
      set(PolicyKey.IDEMPOTENT, false);
    }
    duration(PolicyKey.DELAY);
    duration(PolicyKey.MAX_DELAY);
    duration(PolicyKey.TIMEOUT);
    duration(PolicyKey.ATTEMPT_TIMEOUT);
    types(PolicyKey.INCLUDES);
    types(PolicyKey.EXCLUDES);
    name(PolicyKey.CIRCUIT_BREAKER);
  }

  Map<PolicyKey, Setting> settings() {
    return settings;
  }

  Reference policy() {
    String name = resolve(annotation.getString("policy"));
    return new Reference(name.isEmpty() ? Configuration.DEFAULT_POLICY : name, source);
  }

  String fallback() {
    return annotation.getString("fallback");
  }

  @Nullable Class<? extends ResultPredicate> predicate() {
    return predicate(annotated);
  }

  static @Nullable Class<? extends ResultPredicate> predicate(Annotated annotated) {
    Class<?> type = annotated.annotation().getClass("retryOnResult");
    return type == ResultPredicate.class ? null : type.asSubclass(ResultPredicate.class);
  }

  private void duration(PolicyKey key) {
    String text = annotation.getString(key.camelCase());
    if (text.isEmpty()) {
      return;
    }
    String resolved = resolve(text);
    if (resolved.isEmpty()) {
      return; // unset by way of a placeholder, or told already
    }
    try {
      Duration duration = DurationStyle.detectAndParse(resolved, ChronoUnit.MILLIS);
      settings.put(key, new Setting(duration, text, source));
    } catch (IllegalArgumentException | ArithmeticException e) {
      String reason =
          resolved.equals(text)
              ? "is not a duration"
              : "it resolves to \"" + resolved + "\", which is not a duration";
      Setting setting = new Setting(null, text, source);
      problems.add(Problem.setting(key, setting, reason, "Correct the attribute."));
    }
  }

  private void name(PolicyKey key) {
    String text = annotation.getString(key.camelCase());
    String resolved = resolve(text);
    if (!resolved.isEmpty()) { // else unset by way of a placeholder, or told already
      settings.put(key, new Setting(resolved, text, source));
    }
  }

  private void types(PolicyKey key) {
    Class<?>[] types = annotation.getClassArray(key.camelCase());
    if (types.length > 0) {
      String text = Arrays.stream(types).map(Class::getName).collect(Collectors.joining(", "));
      settings.put(key, new Setting(List.of(types), text, source));
    }
  }

  private void set(PolicyKey key, Object value) {
    settings.put(key, new Setting(value, value.toString(), source));
  }

  private String resolve(String text) {
    String resolved;
    try {
      resolved = placeholders.apply(text);
    } catch (IllegalArgumentException e) {
      resolved = text;
    }
    // A context without a placeholder configurer leaves it as it is, and does not throw.
    if (!resolved.contains("${")) {
      return resolved;
    }
    problems.add(
        Problem.method(
            annotated.fullName(),
            "@Retryable has the placeholder \"" + text + "\", which does not resolve",
            "Define the property, or give a default as in ${name:value}."));
    return "";
  }
}
