package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Curve;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.failure.FailureMatcher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
  private boolean idempotent = true;

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

  /** Longer wishes than a minute end the call either way. */
  public TestPolicy ignoreRetryAfter() {
    honorRetryAfter = false;
    return this;
  }

  public TestPolicy notIdempotent() {
    idempotent = false;
    return this;
  }

  public Policy build() {
    return new Policy(
        "test",
        maxRetries,
        waits,
        timeout,
        attemptTimeout,
        includes,
        excludes,
        retryUnclassified,
        honorRetryAfter,
        Duration.ofMinutes(1).toNanos(),
        idempotent,
        Map.of());
  }
}
