package io.github.retrystarter.policy;

import io.github.retrystarter.Backoff;
import io.github.retrystarter.backoff.Curve;
import io.github.retrystarter.backoff.GuardedBackoff;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.backoff.Nanos;
import io.github.retrystarter.backoff.Waits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns settings, of a policy or of a rule in it, into a pace. What is wrong is added to the
 * problems, and no pace comes out.
 */
final class PaceCompiler {

  private final Settings settings;
  private final Vocabulary vocabulary;
  private final List<Problem> problems;

  /** The settings are legal by themselves, and the built-in ones have given way. */
  PaceCompiler(Settings settings, Vocabulary vocabulary, List<Problem> problems) {
    this.settings = settings;
    this.vocabulary = vocabulary;
    this.problems = problems;
  }

  @Nullable Pace compile() {
    int before = problems.size();
    checkTogether();
    Waits waits = waits();
    if (waits == null || problems.size() > before) {
      return null;
    }
    return new Pace(
        settings.get(PolicyKey.MAX_RETRIES, Integer.class),
        waits,
        settings.get(PolicyKey.RETRY_AFTER, RetryAfter.class) == RetryAfter.HONOR,
        settings.nanos(PolicyKey.MAX_RETRY_AFTER));
  }

  private void checkTogether() {
    if (settings.nanos(PolicyKey.MAX_DELAY) < settings.nanos(PolicyKey.DELAY)) {
      problems.add(
          Problem.contradiction(
              settings,
              PolicyKey.MAX_DELAY,
              "is below",
              PolicyKey.DELAY,
              "Raise max-delay or lower delay."));
    }
    Setting retries = settings.of(PolicyKey.MAX_RETRIES);
    if (settings.get(PolicyKey.MAX_RETRIES, Integer.class) < 0
        && settings.limit(PolicyKey.TIMEOUT) == Policy.NONE) {
      problems.add(
          Problem.setting(
              PolicyKey.MAX_RETRIES,
              retries,
              retries.reason(
                  "means no limit, and no timeout is set: such a call could go on for ever"),
              "Set a timeout, or a max-retries of 0 or more."));
    }
  }

  private @Nullable Waits waits() {
    long delay = settings.nanos(PolicyKey.DELAY);
    return switch (settings.get(PolicyKey.BACKOFF, BackoffKind.class)) {
      case FIXED -> computed(new Curve.Fixed(delay));
      case LINEAR -> computed(new Curve.Linear(delay, settings.nanos(PolicyKey.INCREMENT)));
      case EXPONENTIAL ->
          computed(new Curve.Exponential(delay, settings.get(PolicyKey.MULTIPLIER, Double.class)));
      case FIBONACCI -> computed(new Curve.Fibonacci(delay));
      case STEPS -> steps();
      case ADAPTIVE ->
          computed(new Curve.Adaptive(delay, settings.get(PolicyKey.MULTIPLIER, Double.class)));
      case CUSTOM -> custom();
    };
  }

  private @Nullable Waits steps() {
    if (settings.steps().isEmpty()) {
      missing(
          PolicyKey.DELAYS,
          "needs delays, and none are set",
          "Set delays, or choose another backoff.");
      return null;
    }
    return computed(new Curve.Steps(settings.steps().stream().map(Nanos::of).toList()));
  }

  private Waits computed(Curve curve) {
    return new Waits.Computed(
        curve,
        settings.get(PolicyKey.JITTER, Jitter.class),
        settings.get(PolicyKey.JITTER_FACTOR, Double.class),
        settings.nanos(PolicyKey.DELAY),
        settings.nanos(PolicyKey.MAX_DELAY));
  }

  private @Nullable Waits custom() {
    String bean = settings.get(PolicyKey.BACKOFF_BEAN, String.class);
    if (bean.isEmpty()) {
      missing(
          PolicyKey.BACKOFF_BEAN,
          "needs backoff-bean, and none is set",
          "Set backoff-bean, or choose another backoff.");
      return null;
    }
    Backoff backoff = vocabulary.backoff(bean);
    if (backoff == null) {
      Source source = settings.of(PolicyKey.BACKOFF_BEAN).source();
      problems.add(
          Names.unknown(source, "bean of type Backoff named", bean, vocabulary.backoffs()));
      return null;
    }
    return new Waits.Custom(
        new GuardedBackoff(backoff, settings.duration(PolicyKey.DELAY)),
        settings.nanos(PolicyKey.MAX_DELAY));
  }

  /** A key that the backoff can't do without. */
  private void missing(PolicyKey key, String reason, String action) {
    Setting backoff = settings.of(PolicyKey.BACKOFF);
    Problem problem = Problem.setting(PolicyKey.BACKOFF, backoff, backoff.reason(reason), action);
    problems.add(problem.withLegal(key.key() + ": " + key.legal()));
  }
}
