package io.github.retrystarter.policy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the configuration.
 *
 * @param place what to look at, such as {@code Property: retry.defaults.delay}
 * @param value what was found there, or null
 * @param origin file, line and column, or null where unknown
 * @param reason what is wrong with it
 * @param legal what is legal, or null where the action says it all
 * @param action what to do
 */
public record Problem(
    String place,
    @Nullable String value,
    @Nullable String origin,
    String reason,
    @Nullable String legal,
    String action) {

  /**
   * A problem with a property.
   *
   * @param name the property
   * @param value what was found, or null
   * @param origin file, line and column, or null
   * @param reason what is wrong with it
   * @param legal what is legal, or null
   * @param action what to do
   * @return the problem
   */
  public static Problem property(
      String name,
      @Nullable String value,
      @Nullable String origin,
      String reason,
      @Nullable String legal,
      String action) {
    return new Problem("Property: " + name, value, origin, reason, legal, action);
  }

  /**
   * A problem with a method.
   *
   * @param method the method's full name
   * @param reason what is wrong with it
   * @param action what to do
   * @return the problem
   */
  public static Problem method(String method, String reason, String action) {
    return new Problem("Method: " + method, null, null, reason, null, action);
  }

  /**
   * A problem with a key, wherever it was set.
   *
   * @param key the key
   * @param setting its value
   * @param reason what is wrong with it
   * @param action what to do
   * @return the problem
   */
  public static Problem setting(Key key, Setting setting, String reason, String action) {
    return new Problem(
        place(key, setting),
        setting.text(),
        setting.source().location(),
        reason,
        key.legal(),
        action);
  }

  /** A problem with a rule's value. */
  static Problem inRule(Setting setting, String reason, String legal, String action) {
    Source source = setting.source();
    return property(source.name(), setting.text(), source.location(), reason, legal, action);
  }

  /** What to look at to find a key's value. */
  static String place(Key key, Setting setting) {
    Source source = setting.source();
    return switch (source.kind()) {
      case PROPERTY -> "Property: " + source.name();
      case ANNOTATION ->
          "Annotation: "
              + source.name().replace("@Retryable", "@Retryable(" + key.camelCase() + ")");
      case BUILT_IN -> "Default: " + key.key();
      case LIVE -> "Live change: " + key.camelCase();
    };
  }

  /** Two keys' values that don't go together; shown at the first that a user has set. */
  static <K extends Enum<K> & Key> Problem contradiction(
      Values<K> settings, K key, String how, K other, String action) {
    Setting against = settings.of(other);
    String reason =
        "%s (%s) %s %s (%s), set by %s"
            .formatted(
                key.key(),
                settings.of(key).told(),
                how,
                other.key(),
                against.told(),
                against.source());
    // A default has given way by now; so at least the one or the other was set by the user.
    K shown = settings.explicit(key) ? key : other;
    return setting(shown, settings.of(shown), reason, action);
  }

  /**
   * Looks at a value by itself.
   *
   * @param key the key
   * @param setting its value, of the right type
   * @return the problem; empty where the value is legal
   */
  public static Optional<Problem> illegal(Key key, Setting setting) {
    return setting.value() == null || key.allows(setting.value())
        ? Optional.empty()
        : Optional.of(
            setting(
                key,
                setting,
                setting.reason(key.objection(setting.value())),
                "Set a legal value."));
  }

  Problem withLegal(String other) {
    return new Problem(place, value, origin, reason, other, action);
  }

  /**
   * All lines but the action.
   *
   * @param indent put before each line
   * @return the text, each line with its line end
   */
  public String describe(String indent) {
    StringBuilder text = new StringBuilder();
    line(text, indent, "", place);
    line(text, indent, "Value: ", value == null ? null : "\"" + value + "\"");
    line(text, indent, "Origin: ", origin);
    line(text, indent, "Reason: ", reason);
    line(text, indent, "Legal: ", legal);
    return text.toString();
  }

  private static void line(
      StringBuilder text, String indent, String label, @Nullable String content) {
    if (content != null) {
      text.append(indent).append(label).append(content).append('\n');
    }
  }
}
