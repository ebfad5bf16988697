package io.github.retrystarter.policy;

import io.github.retrystarter.failure.FailureMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the entries of {@code rules} into rules. What is wrong is added to the problems. */
final class RuleCompiler {

  private static final String LEGAL_FAILURES = PolicyKey.INCLUDES.legal() + ", at least one";

  private final Settings settings;
  private final Vocabulary vocabulary;
  private final FailureNames names;
  private final List<Problem> problems;

  /**
   * Takes what the rules are part of.
   *
   * @param settings the policy's, legal by themselves; a rule's own are added before the built-in
   *     ones give way
   */
  RuleCompiler(
      Settings settings, Vocabulary vocabulary, FailureNames names, List<Problem> problems) {
    this.settings = settings;
    this.vocabulary = vocabulary;
    this.names = names;
    this.problems = problems;
  }

  List<Rule> compile(FailureMatcher includes, FailureMatcher excludes) {
    List<RuleSpec> specs = settings.rules();
    List<Rule> rules = new ArrayList<>();
    for (RuleSpec spec : specs) {
      rules.add(new Rule(failures(spec), spec.retries() ? pace(spec) : null));
      checkNotRetried(spec);
    }
    if (problems.isEmpty()) {
      // Only now: a rule whose names are not all known may look as if it could never apply.
      new RuleReach(settings, includes, excludes).check(specs, rules, problems);
    }
    return rules;
  }

  private @Nullable Pace pace(RuleSpec spec) {
    Settings own = settings.with(spec.settings()).yielding();
    Pace pace = new PaceCompiler(own, vocabulary, problems).compile();
    return pace == null || !isSwitchedOff() ? pace : pace.withoutRetries();
  }

  /** Who says "no retries" after the rules were made, an operator say, means the rules' too. */
  private boolean isSwitchedOff() {
    return settings.get(PolicyKey.MAX_RETRIES, Integer.class) == 0
        && !settings.sees(PolicyKey.RULES, PolicyKey.MAX_RETRIES);
  }

  private FailureMatcher failures(RuleSpec spec) {
    Setting failures = spec.failures();
    if (failures == null) {
      problems.add(
          Problem.property(
              spec.source().name(),
              null,
              spec.source().location(),
              "needs failures, and none are set",
              RuleSpec.FAILURES + ": " + LEGAL_FAILURES,
              "Name the failures that the rule is for."));
      return FailureMatcher.NONE;
    }
    boolean empty = List.of().equals(failures.value());
    if (empty || !PolicyKey.INCLUDES.allows(failures.value() == null ? "" : failures.value())) {
      problems.add(
          Problem.inRule(
              failures,
              failures.reason(empty ? "is empty" : "has a blank entry"),
              LEGAL_FAILURES,
              "Set a legal value."));
      return FailureMatcher.NONE;
    }
    return names.matcher("Property: " + failures.source().name(), failures);
  }

  private void checkNotRetried(RuleSpec spec) {
    if (spec.retry() != null && !spec.retries() && !spec.settings().isEmpty()) {
      String others =
          spec.settings().keySet().stream().map(PolicyKey::key).collect(Collectors.joining(", "));
      problems.add(
          Problem.inRule(
              spec.retry(),
              spec.retry().reason("leaves " + others + " without a meaning"),
              "retry: false with failures alone",
              "Remove retry: false, or the other keys."));
    }
  }
}
