package io.github.retrystarter.policy;

import io.github.retrystarter.failure.FailureMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns merged settings into a policy. Used for one policy; what is wrong with it is added to the
 * problems, and no policy comes out.
 */
final class PolicyCompiler {

  private final Settings settings = new Settings();
  private final Vocabulary vocabulary;
  private final List<Problem> problems;

  PolicyCompiler(Vocabulary vocabulary, List<Problem> problems) {
    this.vocabulary = vocabulary;
    this.problems = problems;
  }

  /** Adds a layer; later ones win. */
  PolicyCompiler with(Map<PolicyKey, Setting> layer) {
    settings.add(layer);
    return this;
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
            settings.limit(PolicyKey.TIMEOUT),
            settings.limit(PolicyKey.ATTEMPT_TIMEOUT),
            includes,
            excludes,
            settings.get(PolicyKey.UNCLASSIFIED, Unclassified.class) == Unclassified.RETRY,
            settings.get(PolicyKey.IDEMPOTENT, Boolean.class),
            effective.asMap());
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
