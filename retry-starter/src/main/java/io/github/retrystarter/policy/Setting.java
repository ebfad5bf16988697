package io.github.retrystarter.policy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key's value, and where it comes from.
 *
 * @param value of the key's type; null where the key has no default
 * @param text the value as it was written, placeholders not resolved
 * @param source where it was written
 */
public record Setting(@Nullable Object value, String text, Source source) {

  /**
   * A default.
   *
   * @param value the value
   * @param name how to call where it comes from, such as {@code built-in}
   * @return the setting
   */
  public static Setting builtIn(@Nullable Object value, String name) {
    return new Setting(value, show(value), Source.builtIn(name));
  }

  /**
   * Whether a user set it.
   *
   * @return false for a default
   */
  public boolean explicit() {
    return source.kind() != Source.Kind.BUILT_IN;
  }

  /** For use in a sentence: the value and, where it was written as a placeholder, that. */
  String told() {
    return isPlaceholder() ? show(value) + ", from " + text : text;
  }

  /** A reason that begins with a verb; where the value was written as a placeholder, of what. */
  String reason(String verb) {
    return isPlaceholder() ? "it resolves to \"" + show(value) + "\", which " + verb : verb;
  }

  private boolean isPlaceholder() {
    return text.contains("${");
  }

  /**
   * The value for JSON: durations in ISO-8601, enums in lower case.
   *
   * @return a string, a number, a boolean, a list of strings or of maps, or null
   */
  public @Nullable Object display() {
    if (value instanceof List<?> list) {
      return list.stream().map(Setting::display).toList();
    }
    return value == null ? null : display(value);
  }

  private static Object display(Object value) {
    if (value instanceof Duration) {
      return value.toString();
    }
    if (value instanceof Class<?> type) {
      return type.getName();
    }
    if (value instanceof RuleSpec rule) {
      return rule.display();
    }
    return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value;
  }

  /** As one would write it in {@code application.yml}. */
  private static String show(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return Durations.show(duration);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Setting::show).collect(Collectors.joining(", "));
    }
    return value == null ? "none" : String.valueOf(display(value));
  }
}
