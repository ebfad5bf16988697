package io.github.retrystarter.policy;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A key of the configuration: its name, its default, and what is legal. */
public sealed interface Key permits PolicyKey, BreakerKey, BudgetKey {

  /**
   * What is known of it.
   *
   * @return always the same
   */
  Definition definition();

  /**
   * A row of a table of keys.
   *
   * @param key the key as in {@code application.yml}, in kebab case
   * @param builtIn the default, immutable; null where there is none
   * @param legal what is legal, in words, for use in "Legal: …"
   * @param check whether a value of the right type is legal by itself; stateless
   */
  record Definition(String key, @Nullable Object builtIn, String legal, Predicate<Object> check) {

    /** Of a key whose values are those of an enum. */
    static Definition of(String key, Enum<?> builtIn) {
      return new Definition(key, builtIn, Legal.oneOf(builtIn.getDeclaringClass()), value -> true);
    }
  }

  /**
   * The key as in {@code application.yml}.
   *
   * @return in kebab case
   */
  default String key() {
    return definition().key();
  }

  /**
   * The key as in JSON and in the annotation.
   *
   * @return in camel case
   */
  default String camelCase() {
    StringBuilder name = new StringBuilder();
    for (String word : key().split("-", -1)) {
      name.append(
          name.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }

  /**
   * The default.
   *
   * @return the value; null where there is none
   */
  default @Nullable Object builtIn() {
    return definition().builtIn();
  }

  /**
   * What is legal, in words.
   *
   * @return for use in "Legal: …"
   */
  default String legal() {
    return definition().legal();
  }

  /**
   * Whether a value of the right type is legal by itself.
   *
   * @param value the value
   * @return true if so
   */
  default boolean allows(Object value) {
    return definition().check().test(value);
  }

  /**
   * What is wrong with a value of the right type that is not allowed.
   *
   * @param value the value
   * @return for use in "Reason: …"
   */
  default String objection(Object value) {
    if (value instanceof String) {
      return "is blank";
    }
    return value instanceof List ? "has a blank entry" : "is out of range";
  }
}
