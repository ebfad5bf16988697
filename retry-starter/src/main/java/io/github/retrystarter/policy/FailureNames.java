package io.github.retrystarter.policy;

import io.github.retrystarter.failure.FailureMatcher;
import io.github.retrystarter.failure.Kinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks up what a list of failures names: kinds and classes. Unknown names become problems. */
final class FailureNames {

  private final Vocabulary vocabulary;
  private final List<Problem> problems;

  FailureNames(Vocabulary vocabulary, List<Problem> problems) {
    this.vocabulary = vocabulary;
    this.problems = problems;
  }

  /**
   * Looks up a list.
   *
   * @param place how a problem calls it
   * @param failures a list of names or classes
   */
  FailureMatcher matcher(String place, Setting failures) {
    List<Class<?>> types = new ArrayList<>();
    Set<String> kinds = new HashSet<>();
    if (failures.value() instanceof List<?> entries) {
      for (Object entry : entries) {
        if (entry instanceof Class<?> type) {
          types.add(type);
        } else {
          resolve(place, failures, entry.toString(), types, kinds);
        }
      }
    }
    return new FailureMatcher(types, kinds);
  }

  /** A kind has no dot and no capital; everything else is meant as a class. */
  private void resolve(
      String place, Setting failures, String name, List<Class<?>> types, Set<String> kinds) {
    if (vocabulary.kinds().contains(name)) {
      kinds.add(name);
      return;
    }
    Class<?> type = vocabulary.type(name);
    if (type != null && Throwable.class.isAssignableFrom(type)) {
      types.add(type);
      return;
    }
    String reason =
        type == null
            ? "\"" + name + "\" is neither a known failure kind nor a class on the class path"
            : "\"" + name + "\" is not a Throwable";
    problems.add(
        new Problem(
            place,
            failures.text(),
            failures.source().location(),
            reason,
            "full names of exception classes, or kinds: " + Kinds.list(vocabulary.kinds()),
            Nearest.to(name, vocabulary.kinds())
                .map(guess -> "Did you mean \"" + guess + "\"?")
                .orElse("Write the full class name, as in java.io.IOException, or a kind.")));
  }
}
