package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** A section of entries that bear names of the user's choice, such as {@code retry.policies}. */
final class NamedEntries {

  private final ConfigurationPropertyName section;
  private final String what;
  private final Map<String, String> reserved;
  private final Set<String> writtenNames;
  private final Origins origins;
  private final List<Problem> problems;

  /**
   * Takes what is known of it.
   *
   * @param section where it is
   * @param what an entry is, as in "a policy's name"
   * @param reserved names that no entry may bear, in lower case, each with what to do
   * @param writtenNames the names, as far as they stand where names can be written as one likes
   */
  NamedEntries(
      ConfigurationPropertyName section,
      String what,
      Map<String, String> reserved,
      Set<String> writtenNames,
      Origins origins,
      List<Problem> problems) {
    this.section = section;
    this.what = what;
    this.reserved = reserved;
    this.writtenNames = writtenNames;
    this.origins = origins;
    this.problems = problems;
  }

  /** Reads each entry, by its name. */
  <P, S> Map<String, S> read(
      @Nullable Map<String, P> bound, BiFunction<ConfigurationPropertyName, P, S> reader) {
    Map<String, S> entries = new LinkedHashMap<>();
    if (bound != null) {
      byWrittenName(bound)
          .forEach(
              (name, properties) -> {
                ConfigurationPropertyName at = append(section, name);
                checkReserved(at, name);
                entries.put(name, reader.apply(at, properties));
              });
    }
    return entries;
  }

  /**
   * An environment variable can't spell a dash: RETRY_POLICIES_PAYMENTCALLBACK_DELAY is bound to
   * the policy payment-callback, and shows a second time under a name of its own, which is dropped.
   */
  private <P> Map<String, P> byWrittenName(Map<String, P> bound) {
    Map<String, P> named = new LinkedHashMap<>();
    bound.forEach(
        (name, properties) -> {
          List<String> alike =
              bound.keySet().stream()
                  .filter(other -> !other.equals(name) && plain(other).equals(plain(name)))
                  .toList();
          boolean shadow = !writtenNames.contains(name) && !alike.isEmpty();
          if (!shadow) {
            named.put(name, properties);
            alike.stream().filter(writtenNames::contains).forEach(other -> alike(name, other));
          }
        });
    return named;
  }

  private void alike(String name, String other) {
    if (name.compareTo(other) < 0) {
      problems.add(
          Problem.property(
              Origins.show(append(section, name)),
              null,
              null, // bound under one name, so it could be that of either
              "\"%s\" and \"%s\" are the same name to Spring Boot".formatted(name, other),
              "names that differ in more than dashes and capitals",
              "Rename one of them."));
    }
  }

  private void checkReserved(ConfigurationPropertyName at, String name) {
    String action = reserved.get(name.toLowerCase(Locale.ROOT));
    if (action != null) {
      problems.add(
          Problem.property(
              Origins.show(at),
              null,
              origins.anyLocationBelow(at),
              "\"" + name + "\" can't be a " + what + "'s name",
              "any name but " + String.join(", ", new TreeSet<>(reserved.keySet())),
              action));
    }
  }

  /** As the binder names it: in brackets only what can't do without, so paymentCallback can. */
  static ConfigurationPropertyName append(ConfigurationPropertyName prefix, String name) {
    return name.matches("[A-Za-z0-9_-]+")
        ? ConfigurationPropertyName.adapt(prefix + "." + name, '.')
        : prefix.append("[" + name + "]");
  }

  private static String plain(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }
}
