package io.github.retrystarter.engine;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The history of one call. Written by the thread that runs it; what {@link RetryContext} shows may
 * be read by others.
 */
final class Call implements RetryContext {

  /** Bounds the memory of a call without a limit of retries. */
  private static final int KINDS_KEPT = 1000;

  private final CallSite site;
  private final Object tree;
  private final List<String> kinds = new ArrayList<>(0);
  private long start;
  private Lanes lanes = Lanes.NONE;
  private @Nullable Throwable lastRealFailure;
  private @Nullable String lastKind;
  private volatile @Nullable Map<String, Object> attributes;
  private volatile Policy policy;
  private volatile int attempt = 1;
  private volatile @Nullable Throwable lastFailure;

  Call(CallSite site, Object tree) {
    this.site = site;
    this.tree = tree;
    this.policy = site.policy();
  }

  /** Sets when the call began; a call that is made during its first attempt learns it later. */
  Call startedAt(long nanos) {
    start = nanos;
    return this;
  }

  void failed(String kind, @Nullable Throwable failure, boolean cut) {
    if (kinds.size() < KINDS_KEPT) {
      kinds.add(kind);
    }
    lastKind = kind;
    lastFailure = failure;
    if (!cut && failure != null) {
      lastRealFailure = failure;
    }
  }

  void waited(Lanes next) {
    lanes = next;
  }

  /** The next attempt runs under the policy in force now. */
  void next() {
    policy = site.policy();
    int next = attempt + 1; // only the thread that runs the call writes
    attempt = next;
  }

  CallSite site() {
    return site;
  }

  Policy currentPolicy() {
    return policy;
  }

  Object tree() {
    return tree;
  }

  List<String> kinds() {
    return kinds;
  }

  @Nullable String lastKind() {
    return lastKind;
  }

  Lanes lanes() {
    return lanes;
  }

  @Nullable Throwable lastRealFailure() {
    return lastRealFailure;
  }

  long elapsed() {
    return site.engine().time().nanos() - start;
  }

  /** Time left, nanoseconds; {@link Policy#NONE} without a timeout, negative after it. */
  long left() {
    return policy.timeout() == Policy.NONE ? Policy.NONE : policy.timeout() - elapsed();
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public int maxRetries() {
    return policy.maxRetries();
  }

  @Override
  public String policy() {
    return policy.name();
  }

  @Override
  public Optional<Throwable> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  @Override
  public Optional<Duration> remaining() {
    long left = left();
    return left == Policy.NONE
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, left)));
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> known = attributes;
    return known != null ? known : makeAttributes();
  }

  /** Made for the first who asks: few do. */
  private synchronized Map<String, Object> makeAttributes() {
    Map<String, Object> known = attributes;
    if (known == null) {
      known = new ConcurrentHashMap<>();
      attributes = known;
    }
    return known;
  }
}
