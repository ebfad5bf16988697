package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Curve;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.failure.FailureMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds policies for tests: 3 retries, 100 ms apart, no jitter, no limit of time. */
public final class TestPolicy {

  private int maxRetries = 3;
  private Waits waits = fixed(Duration.ofMillis(100));
  private long timeout = Policy.NONE;
  private long attemptTimeout = Policy.NONE;
  private FailureMatcher includes = FailureMatcher.NONE;
  private FailureMatcher excludes = FailureMatcher.NONE;
  private boolean retryUnclassified = true;
  private boolean honorRetryAfter = true;
  private long maxRetryAfter = Duration.ofMinutes(1).toNanos();
  private final List<Rule> rules = new ArrayList<>();
  private boolean idempotent = true;
  private boolean retriesAfterElements;
  private @Nullable Breaker breaker;
  private boolean awaitsCircuit;
  private @Nullable RetryBudget budget;
  private boolean collapses = true;

  public static Waits fixed(Duration delay) {
    long nanos = delay.toNanos();
    return new Waits.Computed(new Curve.Fixed(nanos), Jitter.NONE, 0.5, nanos, nanos);
  }

  public TestPolicy maxRetries(int retries) {
    maxRetries = retries;
    return this;
  }

  public TestPolicy waits(Waits value) {
    waits = value;
    return this;
  }

  public TestPolicy timeout(Duration limit) {
    timeout = limit.toNanos();
    return this;
  }

  public TestPolicy attemptTimeout(Duration limit) {
    attemptTimeout = limit.toNanos();
    return this;
  }

  public TestPolicy includes(Class<?>... types) {
    includes = new FailureMatcher(List.of(types), includes.kinds());
    return this;
  }

  public TestPolicy includes(String... kinds) {
    includes = new FailureMatcher(includes.types(), Set.of(kinds));
    return this;
  }

  public TestPolicy excludes(Class<?>... types) {
    excludes = new FailureMatcher(List.of(types), excludes.kinds());
    return this;
  }

  public TestPolicy excludes(String... kinds) {
    excludes = new FailureMatcher(excludes.types(), Set.of(kinds));
    return this;
  }

  public TestPolicy failUnclassified() {
    retryUnclassified = false;
    return this;
  }

  /** Retried by a rule: so often, so far apart, without jitter. */
  public TestPolicy rule(FailureMatcher failures, int retries, Duration delay) {
    return rule(failures, new Pace(retries, fixed(delay), true, maxRetryAfter));
  }

  /** Not retried by a rule where the pace is null. */
  public TestPolicy rule(FailureMatcher failures, @Nullable Pace pace) {
    rules.add(new Rule(failures, pace));
    return this;
  }

  public TestPolicy maxRetryAfter(Duration limit) {
    maxRetryAfter = limit.toNanos();
    return this;
  }

  /** Longer wishes than a minute end the call either way. */
  public TestPolicy ignoreRetryAfter() {
    honorRetryAfter = false;
    return this;
  }

  public TestPolicy notIdempotent() {
    idempotent = false;
    return this;
  }

  public TestPolicy retriesAfterElements() {
    retriesAfterElements = true;
    return this;
  }

  public TestPolicy breaker(Breaker asked) {
    breaker = asked;
    return this;
  }

  public TestPolicy awaitsCircuit() {
    awaitsCircuit = true;
    return this;
  }

  public TestPolicy budget(RetryBudget payer) {
    budget = payer;
    return this;
  }

  public TestPolicy multipliesNested() {
    collapses = false;
    return this;
  }

  public Policy build() {
    return new Policy(
        "test",
        new Pace(maxRetries, waits, honorRetryAfter, maxRetryAfter),
        rules,
        waits.adaptive(),
        timeout,
        attemptTimeout,
        includes,
        excludes,
        retryUnclassified,
        idempotent,
        retriesAfterElements,
        breaker,
        awaitsCircuit,
        budget,
        collapses,
        Map.of());
  }
}
