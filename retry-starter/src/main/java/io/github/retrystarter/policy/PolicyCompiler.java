package io.github.retrystarter.policy;

import io.github.retrystarter.failure.FailureMatcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns merged settings into a policy that has neither breaker nor budget yet. Used for one policy;
 * what is wrong with it is added to the problems, and no policy comes out.
 */
final class PolicyCompiler {

  private final Settings settings;
  private final Vocabulary vocabulary;
  private final Guards guards;
  private final List<Problem> problems;

  PolicyCompiler(Settings settings, Vocabulary vocabulary, Guards guards, List<Problem> problems) {
    this.settings = settings;
    this.vocabulary = vocabulary;
    this.guards = guards;
    this.problems = problems;
  }

  @Nullable Policy compile(String name) {
    List<Problem> found = new ArrayList<>(settings.illegal());
    Policy policy = found.isEmpty() ? compile(name, found) : null;
    // What is wrong with the policy's own pace shows in every rule that inherits it.
    found.stream().distinct().forEach(problems::add);
    return found.isEmpty() ? policy : null;
  }

  private @Nullable Policy compile(String name, List<Problem> found) {
    Settings effective = settings.yielding();
    Pace pace = new PaceCompiler(effective, vocabulary, found).compile();
    checkAttemptTimeout(found);
    guards.check(effective, found);
    FailureNames names = new FailureNames(vocabulary, found);
    FailureMatcher includes = matcher(PolicyKey.INCLUDES, names);
    FailureMatcher excludes = matcher(PolicyKey.EXCLUDES, names);
    List<Rule> rules =
        new RuleCompiler(settings, vocabulary, names, found).compile(includes, excludes);
    return pace == null
        ? null
        : new Policy(
            name,
            pace,
            rules,
            isAdaptive(pace, rules),
            settings.limit(PolicyKey.TIMEOUT),
            settings.limit(PolicyKey.ATTEMPT_TIMEOUT),
            includes,
            excludes,
            settings.get(PolicyKey.UNCLASSIFIED, Unclassified.class) == Unclassified.RETRY,
            settings.get(PolicyKey.IDEMPOTENT, Boolean.class),
            settings.get(PolicyKey.AFTER_ELEMENTS, AfterElements.class) == AfterElements.RETRY,
            null,
            settings.get(PolicyKey.CIRCUIT_OPEN, CircuitOpen.class) == CircuitOpen.WAIT,
            null,
            settings.get(PolicyKey.NESTED, Nested.class) == Nested.COLLAPSE,
            effective.asMap());
  }

  private static boolean isAdaptive(Pace pace, List<Rule> rules) {
    return pace.waits().adaptive()
        || rules.stream().anyMatch(each -> each.pace() != null && each.pace().waits().adaptive());
  }

  private FailureMatcher matcher(PolicyKey key, FailureNames names) {
    Setting setting = settings.of(key);
    return names.matcher(Problem.place(key, setting), setting);
  }

  private void checkAttemptTimeout(List<Problem> found) {
    long limit = settings.limit(PolicyKey.ATTEMPT_TIMEOUT);
    if (limit != Policy.NONE && limit > settings.limit(PolicyKey.TIMEOUT)) {
      found.add(
          Problem.contradiction(
              settings,
              PolicyKey.ATTEMPT_TIMEOUT,
              "is longer than",
              PolicyKey.TIMEOUT,
              "Lower attempt-timeout or raise timeout."));
    }
  }
}
