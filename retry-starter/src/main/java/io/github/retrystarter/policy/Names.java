package io.github.retrystarter.policy;

import java.util.Collection;
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

  static String action(String what, String name, Collection<String> known) {
    return Nearest.to(name, known)
        .map(guess -> "Did you mean \"" + guess + "\"?")
        .orElse(
            what.equals(POLICY)
                ? "Define retry.policies." + name + " with at least one key, or use a known name."
                : "Define such a bean, or use a known name.");
  }
}
