package io.github.retrystarter.benchmarks.storm;

import io.github.retrystarter.Backoff;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.engine.CallSite;
import io.github.retrystarter.engine.Course;
import io.github.retrystarter.engine.Engine;
import io.github.retrystarter.engine.Step;
import io.github.retrystarter.engine.ThreadContext;
import io.github.retrystarter.event.CallListener;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.failure.Classification;
import io.github.retrystarter.policy.Configuration;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.policy.Source;
import io.github.retrystarter.policy.Vocabulary;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The starter's own code: its configuration is merged into a policy, its engine decides and
 * classifies, and asks its breaker and its budget. What is not told here is its default.
 */
final class StarterTries implements Tries {

  private static final String BREAKER = "database";

  private final Course course;

  private StarterTries(Course course) {
    this.course = course;
  }

  /** A client process of an application that configures nothing. */
  static Strategy.Instance byDefault(Timeline timeline, Randomness random) {
    return instance(timeline, random, Map.of());
  }

  /** One that names a circuit breaker, with the default numbers. */
  static Strategy.Instance withBreaker(Timeline timeline, Randomness random) {
    return instance(timeline, random, Map.of(PolicyKey.CIRCUIT_BREAKER, BREAKER));
  }

  /** One that does without a budget. */
  static Strategy.Instance withoutBudget(Timeline timeline, Randomness random) {
    return instance(timeline, random, Map.of(PolicyKey.BUDGET, PolicyKey.NO_NAME));
  }

  private static Strategy.Instance instance(
      Timeline timeline, Randomness random, Map<PolicyKey, String> defaults) {
    SimulatedTime time = new SimulatedTime(timeline);
    Policy policy = policy(time, defaults);
    Engine engine =
        new Engine(
            time,
            random,
            new Classification(List.of(), time::now),
            (thrown, failure) -> false,
            new CallListener() {},
            ThreadContext.NONE);
    CallSite site =
        new CallSite(engine, policy, new StatsBook().of(policy.name(), "Database.query"), null);
    return () -> new StarterTries(Course.of(site));
  }

  private static Policy policy(Time time, Map<PolicyKey, String> defaults) {
    Map<PolicyKey, Setting> settings = new EnumMap<>(PolicyKey.class);
    defaults.forEach(
        (key, name) ->
            settings.put(key, new Setting(name, name, Source.property("retry.defaults", null))));
    Configuration configuration =
        new Configuration(settings, Map.of(), Map.of(), Map.of(BREAKER, Map.of()), Map.of());
    PolicyBook book =
        new PolicyBook(
            configuration,
            new NoNames(),
            new Breakers(time::nanos, (name, from, to) -> {}),
            new Budgets());
    return Objects.requireNonNull(book.policies().get(Configuration.DEFAULT_POLICY));
  }

  @Override
  public Move begin() {
    return move(course.begin());
  }

  @Override
  public Move succeeded() {
    return move(course.succeeded());
  }

  @Override
  public Move failed(Throwable failure) {
    return move(course.failed(failure));
  }

  @Override
  public Move waited() {
    return move(course.waited());
  }

  private static Move move(Step step) {
    if (step instanceof Step.Wait wait) {
      return new Move.Wait(wait.nanos());
    }
    if (step instanceof Step.End end) {
      return end.failure() == null ? Move.SUCCESS : Move.FAILURE;
    }
    return Move.ATTEMPT;
  }

  /** No failure and no bean is named. */
  private static final class NoNames implements Vocabulary {

    @Override
    public @Nullable Class<?> type(String name) {
      return null;
    }

    @Override
    public Set<String> kinds() {
      return Set.of();
    }

    @Override
    public @Nullable Backoff backoff(String bean) {
      return null;
    }

    @Override
    public Set<String> backoffs() {
      return Set.of();
    }
  }
}
