package io.github.retrystarter.policy;

import io.github.retrystarter.failure.FailureMatcher;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules that can never apply, as far as that is certain. {@code includes} and {@code
 * excludes} count only where the rules' author could see them: a method may well narrow what the
 * rules of its policy let through.
 */
final class RuleReach {

  private final FailureMatcher includes;
  private final FailureMatcher excludes;
  private final String excluded;
  private final Setting included;
  private final boolean seesIncludes;

  RuleReach(Settings settings, FailureMatcher includes, FailureMatcher excludes) {
    this.includes = includes;
    this.included = settings.of(PolicyKey.INCLUDES);
    this.seesIncludes = settings.sees(PolicyKey.RULES, PolicyKey.INCLUDES);
    boolean seesExcludes = settings.sees(PolicyKey.RULES, PolicyKey.EXCLUDES);
    this.excludes = seesExcludes ? excludes : FailureMatcher.NONE;
    this.excluded = "excludes, set by " + settings.of(PolicyKey.EXCLUDES).source();
  }

  /** The rules are those of the specs, one by one. */
  void check(List<RuleSpec> specs, List<Rule> rules, List<Problem> problems) {
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      Setting failures = specs.get(i).failures();
      Set<String> takers = takers(rule.failures(), specs.subList(0, i), rules.subList(0, i));
      if (failures == null) {
        continue; // told already
      }
      if (!takers.isEmpty()) {
        problems.add(
            Problem.inRule(
                failures,
                "the rule can never apply: all of it is taken by " + String.join(" and ", takers),
                "failures of which at least one is left to the rule",
                takers.equals(Set.of(excluded))
                    ? "Take it out of excludes, or remove the rule."
                    : "Move the rule before the one that takes its failures, or remove it."));
      } else if (seesIncludes) {
        checkIncludes(rule, failures, problems);
      }
    }
  }

  private void checkIncludes(Rule rule, Setting failures, List<Problem> problems) {
    String command = rule.pace() == null ? null : command(rule.failures());
    if (command != null) {
      problems.add(
          Problem.inRule(
              failures,
              command + " is retried only where includes names it",
              "what includes names; errors and interruptions only so",
              "Name it in includes too, or take it out of the rule."));
    } else if (onlyKinds(includes)
        && onlyKinds(rule.failures())
        && Collections.disjoint(includes.kinds(), rule.failures().kinds())) {
      problems.add(
          Problem.inRule(
              failures,
              "the rule can never apply: includes (%s), set by %s, names none of it"
                  .formatted(included.told(), included.source()),
              "failures of which includes names at least one",
              "Name them in includes too, or remove the rule."));
    }
  }

  /** An error or an interruption that the rule names and includes does not. */
  private @Nullable String command(FailureMatcher failures) {
    if (failures.namesErrors() && !includes.admitsErrors()) {
      return "an error";
    }
    return failures.namesInterruptions() && !includes.admitsInterruptions()
        ? "an interruption"
        : null;
  }

  /** Who has all of the failures; empty where one of them is left. */
  private Set<String> takers(FailureMatcher failures, List<RuleSpec> specs, List<Rule> earlier) {
    Set<String> takers = new TreeSet<>();
    for (String kind : failures.kinds()) {
      FailureMatcher single = new FailureMatcher(List.of(), Set.of(kind));
      takers.add(taker(single, specs, earlier));
    }
    for (Class<?> type : failures.types()) {
      FailureMatcher single = new FailureMatcher(List.of(type), Set.of());
      takers.add(taker(single, specs, earlier));
    }
    return takers.contains("") ? Set.of() : takers;
  }

  private String taker(FailureMatcher single, List<RuleSpec> specs, List<Rule> earlier) {
    if (excludes.covers(single)) {
      return excluded;
    }
    for (int i = 0; i < earlier.size(); i++) {
      if (earlier.get(i).failures().covers(single)) {
        return specs.get(i).source().toString();
      }
    }
    return "";
  }

  /** A failure has one kind only; of its classes there may be several along the chain. */
  private static boolean onlyKinds(FailureMatcher failures) {
    return failures.types().isEmpty() && !failures.kinds().isEmpty();
  }
}
