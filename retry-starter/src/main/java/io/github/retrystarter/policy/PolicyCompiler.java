package io.github.retrystarter.policy;

import io.github.retrystarter.Backoff;
import io.github.retrystarter.backoff.Curve;
import io.github.retrystarter.backoff.GuardedBackoff;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.backoff.Nanos;
import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.failure.FailureMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns merged settings into a policy. Used for one policy; what is wrong with it is added to the
 * problems, and no policy comes out.
 */
final class PolicyCompiler {

  private static final String BUILT_IN = "built-in";

  private final Map<PolicyKey, Setting> settings = new EnumMap<>(PolicyKey.class);
  private final Vocabulary vocabulary;
  private final List<Problem> problems;

  PolicyCompiler(Vocabulary vocabulary, List<Problem> problems) {
    this.vocabulary = vocabulary;
    this.problems = problems;
    for (PolicyKey key : PolicyKey.values()) {
      settings.put(key, Setting.builtIn(key.builtIn(), BUILT_IN));
    }
  }

  /** Adds a layer; later ones win. */
  PolicyCompiler with(Map<PolicyKey, Setting> layer) {
    settings.putAll(layer);
    return this;
  }

  @Nullable Policy compile(String name) {
    int before = problems.size();
    settings.forEach(
        (key, setting) -> {
          if (setting.explicit()) {
            Problem.illegal(key, setting).ifPresent(problems::add);
          }
        });
    if (problems.size() > before) {
      return null;
    }
    yieldToExplicit();
    checkTogether();
    Waits waits = waits();
    FailureMatcher includes = matcher(PolicyKey.INCLUDES);
    FailureMatcher excludes = matcher(PolicyKey.EXCLUDES);
    if (waits == null || problems.size() > before) {
      return null;
    }
    return new Policy(
        name,
        get(PolicyKey.MAX_RETRIES, Integer.class),
        waits,
        limit(PolicyKey.TIMEOUT),
        limit(PolicyKey.ATTEMPT_TIMEOUT),
        includes,
        excludes,
        get(PolicyKey.UNCLASSIFIED, Unclassified.class) == Unclassified.RETRY,
        get(PolicyKey.RETRY_AFTER, RetryAfter.class) == RetryAfter.HONOR,
        nanos(PolicyKey.MAX_RETRY_AFTER),
        get(PolicyKey.IDEMPOTENT, Boolean.class),
        Collections.unmodifiableMap(new EnumMap<>(settings)));
  }

  /** Built-in values give way to set ones. */
  private void yieldToExplicit() {
    Duration cap = get(PolicyKey.MAX_DELAY, Duration.class);
    if (!explicit(PolicyKey.DELAY) && get(PolicyKey.DELAY, Duration.class).compareTo(cap) > 0) {
      settings.put(PolicyKey.DELAY, Setting.builtIn(cap, BUILT_IN + ", lowered to max-delay"));
    }
    Duration delay = get(PolicyKey.DELAY, Duration.class);
    if (!explicit(PolicyKey.MAX_DELAY)) {
      Duration longest = delay;
      for (Duration each : steps()) {
        longest = each.compareTo(longest) > 0 ? each : longest;
      }
      if (longest.compareTo(cap) > 0) {
        String lifted = longest.equals(delay) ? "delay" : "the longest of delays";
        settings.put(
            PolicyKey.MAX_DELAY, Setting.builtIn(longest, BUILT_IN + ", lifted to " + lifted));
      }
    }
    if (!explicit(PolicyKey.INCREMENT)) {
      settings.put(PolicyKey.INCREMENT, Setting.builtIn(delay, BUILT_IN + ", as delay"));
    }
  }

  private void checkTogether() {
    if (nanos(PolicyKey.MAX_DELAY) < nanos(PolicyKey.DELAY)) {
      contradiction(
          PolicyKey.MAX_DELAY, "is below", PolicyKey.DELAY, "Raise max-delay or lower delay.");
    }
    if (limit(PolicyKey.ATTEMPT_TIMEOUT) != Policy.NONE
        && limit(PolicyKey.ATTEMPT_TIMEOUT) > limit(PolicyKey.TIMEOUT)) {
      contradiction(
          PolicyKey.ATTEMPT_TIMEOUT,
          "is longer than",
          PolicyKey.TIMEOUT,
          "Lower attempt-timeout or raise timeout.");
    }
    if (get(PolicyKey.MAX_RETRIES, Integer.class) < 0 && limit(PolicyKey.TIMEOUT) == Policy.NONE) {
      problem(
          PolicyKey.MAX_RETRIES,
          "means no limit, and no timeout is set: such a call could go on for ever",
          "Set a timeout, or a max-retries of 0 or more.");
    }
  }

  private @Nullable Waits waits() {
    long delay = nanos(PolicyKey.DELAY);
    BackoffKind kind = get(PolicyKey.BACKOFF, BackoffKind.class);
    return switch (kind) {
      case FIXED -> computed(new Curve.Fixed(delay));
      case LINEAR -> computed(new Curve.Linear(delay, nanos(PolicyKey.INCREMENT)));
      case EXPONENTIAL ->
          computed(new Curve.Exponential(delay, get(PolicyKey.MULTIPLIER, Double.class)));
      case FIBONACCI -> computed(new Curve.Fibonacci(delay));
      case STEPS -> {
        if (steps().isEmpty()) {
          missing(
              PolicyKey.DELAYS,
              "needs delays, and none are set",
              "Set delays, or choose another backoff.");
          yield null;
        }
        yield computed(new Curve.Steps(steps().stream().map(Nanos::of).toList()));
      }
      case CUSTOM -> custom();
    };
  }

  private Waits computed(Curve curve) {
    return new Waits.Computed(
        curve,
        get(PolicyKey.JITTER, Jitter.class),
        get(PolicyKey.JITTER_FACTOR, Double.class),
        nanos(PolicyKey.DELAY),
        nanos(PolicyKey.MAX_DELAY));
  }

  private @Nullable Waits custom() {
    String bean = get(PolicyKey.BACKOFF_BEAN, String.class);
    if (bean.isEmpty()) {
      missing(
          PolicyKey.BACKOFF_BEAN,
          "needs backoff-bean, and none is set",
          "Set backoff-bean, or choose another backoff.");
      return null;
    }
    Backoff backoff = vocabulary.backoff(bean);
    if (backoff == null) {
      Source source = setting(PolicyKey.BACKOFF_BEAN).source();
      problems.add(
          Names.unknown(source, "bean of type Backoff named", bean, vocabulary.backoffs()));
      return null;
    }
    Duration instead = get(PolicyKey.DELAY, Duration.class);
    return new Waits.Custom(new GuardedBackoff(backoff, instead), nanos(PolicyKey.MAX_DELAY));
  }

  private FailureMatcher matcher(PolicyKey key) {
    List<Class<?>> types = new ArrayList<>();
    Set<String> kinds = new HashSet<>();
    for (Object entry : get(key, List.class)) {
      if (entry instanceof Class<?> type) {
        types.add(type);
      } else {
        resolve(key, entry.toString(), types, kinds);
      }
    }
    return new FailureMatcher(types, kinds);
  }

  /** A kind has no dot and no capital; everything else is meant as a class. */
  private void resolve(PolicyKey key, String name, List<Class<?>> types, Set<String> kinds) {
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
    Source source = setting(key).source();
    problems.add(
        new Problem(
            Problem.setting(key, setting(key), "", "").place(),
            setting(key).text(),
            source.location(),
            reason,
            "full names of exception classes, or kinds: "
                + String.join(", ", vocabulary.kinds().stream().sorted().toList()),
            Nearest.to(name, vocabulary.kinds())
                .map(guess -> "Did you mean \"" + guess + "\"?")
                .orElse("Write the full class name, as in java.io.IOException, or a kind.")));
  }

  private void contradiction(PolicyKey key, String how, PolicyKey other, String action) {
    Setting against = setting(other);
    // A default has given way by now; so at least the one or the other was set by the user.
    PolicyKey shown = explicit(key) ? key : other;
    String reason =
        "%s (%s) %s %s (%s), set by %s"
            .formatted(
                key.key(), setting(key).told(), how, other.key(), against.told(), against.source());
    problems.add(Problem.setting(shown, setting(shown), reason, action));
  }

  /** A key that the backoff can't do without. */
  private void missing(PolicyKey key, String reason, String action) {
    Setting backoff = setting(PolicyKey.BACKOFF);
    Problem problem = Problem.setting(PolicyKey.BACKOFF, backoff, backoff.reason(reason), action);
    problems.add(problem.withLegal(key.key() + ": " + key.legal()));
  }

  private void problem(PolicyKey key, String reason, String action) {
    problems.add(Problem.setting(key, setting(key), setting(key).reason(reason), action));
  }

  @SuppressWarnings("unchecked") // the key's type
  private List<Duration> steps() {
    return (List<Duration>) get(PolicyKey.DELAYS, List.class);
  }

  private long nanos(PolicyKey key) {
    return Nanos.of(get(key, Duration.class));
  }

  private long limit(PolicyKey key) {
    return setting(key).value() instanceof Duration limit ? Nanos.of(limit) : Policy.NONE;
  }

  private boolean explicit(PolicyKey key) {
    return setting(key).explicit();
  }

  private <T> T get(PolicyKey key, Class<T> type) {
    Object value = setting(key).value();
    if (value == null) {
      throw new IllegalStateException(key + " has no value");
    }
    return type.cast(value);
  }

  private Setting setting(PolicyKey key) {
    Setting setting = settings.get(key);
    if (setting == null) {
      throw new IllegalStateException("no setting of " + key);
    }
    return setting;
  }
}
