package io.github.retrystarter.policy;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The error of a name that nobody bears: one wording for policies, beans, kinds and classes. */
final class Names {

  /** What the name is of. */
  static final String POLICY = "policy";

  private Names() {}

  static Problem unknown(Source source, String what, String name, Collection<String> known) {
    String place =
        (source.kind() == Source.Kind.PROPERTY ? "Property: " : "Annotation: ") + source.name();
    return new Problem(
        place,
        name,
        source.location(),
        "there is no " + what + " \"" + name + "\"",
        known.isEmpty() ? "none is defined" : String.join(", ", new TreeSet<>(known)),
        action(what, name, known));
  }

  /**
   * The value of a policy's key that names what {@code retry.circuit-breakers} or the like have.
   */
  static Problem unknown(PolicyKey key, Setting setting, String what, Collection<String> known) {
    String name = String.valueOf(setting.value());
    // YAML reads off and no as false. Else "none" is no guess: it would switch protection off.
    Collection<String> meant =
        name.equals("false")
            ? Set.of(PolicyKey.NO_NAME)
            : known.stream().filter(each -> !each.equals(PolicyKey.NO_NAME)).toList();
    String action =
        Nearest.to(name.equals("false") ? PolicyKey.NO_NAME : name, meant)
            .map(guess -> "Did you mean \"" + guess + "\"?")
            .orElse(define("retry.%ss.%s".formatted(key.key(), name)));
    return Problem.setting(key, setting, "there is no " + what + " \"" + name + "\"", action)
        .withLegal(String.join(", ", new TreeSet<>(known)));
  }

  private static String action(String what, String name, Collection<String> known) {
    return Nearest.to(name, known)
        .map(guess -> "Did you mean \"" + guess + "\"?")
        .orElse(
            what.equals(POLICY)
                ? define("retry.policies." + name)
                : "Define such a bean, or use a known name.");
  }

  /** Spring Boot leaves empty maps out: who wrote one has defined it, and looks for the reason. */
  private static String define(String property) {
    return "Define " + property + " (an empty {} behind it is not seen), or use a known name.";
  }
}
