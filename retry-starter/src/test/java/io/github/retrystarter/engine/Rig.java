package io.github.retrystarter.engine;

import io.github.retrystarter.Backoff;
import io.github.retrystarter.FailureClassifier;
import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.event.CallListener;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.failure.Classification;
import io.github.retrystarter.policy.Configuration;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.policy.Source;
import io.github.retrystarter.policy.TestPolicy;
import io.github.retrystarter.policy.Vocabulary;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The engine on virtual time, with a policy of the test's own. */
final class Rig {

  final VirtualTime time = new VirtualTime();
  final StatsBook stats = new StatsBook();
  final List<RetryListener> listeners = new CopyOnWriteArrayList<>();
  final List<CallListener> own = new ArrayList<>();
  final List<FailureClassifier> classifiers = new ArrayList<>();
  private final Map<PolicyKey, Setting> settings = new EnumMap<>(PolicyKey.class);
  private Time clock = time;

  /** Whether all calls are made in a transaction that is lost. */
  volatile boolean transactionLost;

  /** What goes along to other threads. */
  ThreadContext context = ThreadContext.NONE;

  private Randomness randomness = () -> 0.5;

  /** No jitter, delays of 1 s, 2 s, 4 s, and no budget, unless told otherwise. */
  Rig() {
    with(PolicyKey.BUDGET, "none");
    with(PolicyKey.JITTER, Jitter.NONE);
    with(PolicyKey.DELAY, Duration.ofSeconds(1));
  }

  Rig with(PolicyKey key, Object value) {
    settings.put(key, new Setting(value, value.toString(), Source.property("test", null)));
    return this;
  }

  Rig rules(RuleBuilder... rules) {
    return with(PolicyKey.RULES, Arrays.stream(rules).map(RuleBuilder::build).toList());
  }

  Rig on(Time other) {
    clock = other;
    return this;
  }

  Rig random(Randomness other) {
    randomness = other;
    return this;
  }

  Policy policy() {
    PolicyBook book =
        new PolicyBook(
            new Configuration(settings, Map.of(), Map.of(), Map.of(), Map.of()),
            new NoNames(),
            new Breakers(time::nanos, (breaker, from, to) -> {}),
            new Budgets());
    return book.policies().values().iterator().next();
  }

  CallSite site(@Nullable ResultPredicate rejects) {
    return site(policy(), rejects);
  }

  CallSite site(Policy policy, @Nullable ResultPredicate rejects) {
    Engine engine =
        new Engine(
            clock,
            randomness,
            new Classification(classifiers, clock::now),
            (thrown, failure) -> transactionLost,
            new Listeners(own, () -> listeners),
            context);
    return new CallSite(engine, policy, counts(), rejects);
  }

  Retry retry() {
    return new PolicyRetry(site(null));
  }

  /** Under a policy made elsewhere. */
  Retry retry(TestPolicy policy) {
    return new PolicyRetry(site(policy.build(), null));
  }

  Retry retry(@Nullable ResultPredicate rejects) {
    return new PolicyRetry(site(rejects));
  }

  CallStats counts() {
    return stats.of(Configuration.DEFAULT_POLICY, "Test.call");
  }

  long calls(Outcome outcome) {
    return counts().calls(outcome);
  }

  /** Finished calls, whatever their outcome. */
  long calls() {
    long sum = 0;
    for (Outcome outcome : Outcome.values()) {
      sum += counts().calls(outcome);
    }
    return sum;
  }

  private static final class NoNames implements Vocabulary {

    @Override
    public @Nullable Class<?> type(String name) {
      try {
        return Class.forName(name);
      } catch (ClassNotFoundException e) {
        return null;
      }
    }

    @Override
    public Set<String> kinds() {
      return new Classification(List.of(), InstantSource.system()).kinds();
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
