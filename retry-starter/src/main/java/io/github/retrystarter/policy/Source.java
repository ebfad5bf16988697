package io.github.retrystarter.policy;

import org.jspecify.annotations.Nullable;

/**
 * Where a value comes from.
 *
 * @param kind what sort of place
 * @param name the property's name, the annotated method, …
 * @param location file, line and column, or whatever the property source knows; of an annotation
 *     the method with its parameters; null where unknown
 */
public record Source(Kind kind, String name, @Nullable String location) {

  /** The sort of place. */
  public enum Kind {
    /** A default of the starter. */
    BUILT_IN,
    /** A property. */
    PROPERTY,
    /** The annotation on a method. */
    ANNOTATION,
    /** A change while the application runs. */
    LIVE
  }

  /** A change while the application runs. */
  public static final Source LIVE = new Source(Kind.LIVE, "live change", null);

  /**
   * A default.
   *
   * @param name how to call it, such as {@code built-in}
   * @return the source
   */
  public static Source builtIn(String name) {
    return new Source(Kind.BUILT_IN, name, null);
  }

  /**
   * A property.
   *
   * @param name its name
   * @param location where it is set, or null
   * @return the source
   */
  public static Source property(String name, @Nullable String location) {
    return new Source(Kind.PROPERTY, name, location);
  }

  /**
   * The annotation on a method.
   *
   * @param method the method, as users see it
   * @param signature the method with its full class name and parameters
   * @return the source
   */
  public static Source annotation(String method, String signature) {
    return new Source(Kind.ANNOTATION, "@Retryable on " + method, signature);
  }

  /** For people: {@code retry.defaults.delay (application.yml:3:12)}. */
  @Override
  public String toString() {
    return location == null || kind == Kind.ANNOTATION ? name : name + " (" + location + ")";
  }
}
