package io.github.retrystarter.engine;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.Policy;
import java.time.Duration;
import java.util.Arrays;
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

  private static final String[] NO_KINDS = {};

  private final CallSite site;
  private final @Nullable Call outer;
  private final @Nullable ServedRequest request;
  private final Nest nest;

  /** One by one longer: many calls may wait, and few have more than some. */
  private String[] kinds = NO_KINDS;

  private volatile long start;
  private volatile boolean started;
  private boolean ofOneInstant;

  /** The first deadline around it when it began; it has no other around it than that. */
  private final @Nullable Deadline around;

  /** That of the calls inside its running attempt. */
  private volatile @Nullable Deadline inside;

  private volatile @Nullable Pass pass;
  private volatile boolean outOfTimeInside;

  /** Whether a call inside its running attempt has given up, or it has itself. */
  private volatile boolean gaveUp;

  private Lanes lanes = Lanes.NONE;
  private @Nullable Throwable lastRealFailure;
  private @Nullable String lastKind;
  private volatile @Nullable Map<String, Object> attributes;
  private volatile Policy policy;
  private volatile int attempt = 1;
  private volatile @Nullable Throwable lastFailure;

  Call(CallSite site, @Nullable Call outer) {
    this(site, outer, outer == null ? null : outer.request);
  }

  private Call(CallSite site, @Nullable Call outer, @Nullable ServedRequest request) {
    this.site = site;
    this.outer = outer;
    this.request = request;
    this.nest = new Nest(outer == null ? null : outer.nest);
    this.around = outer != null ? outer.inside : request != null ? request.deadline() : null;
    this.inside = around;
    this.policy = site.policy();
  }

  /**
   * A call that begins.
   *
   * @param scope what it is inside of, as of {@link CallScope#current()}
   */
  static Call inside(@Nullable Object scope, CallSite site) {
    Call outer = scope instanceof Call call ? call : null;
    ServedRequest request = scope instanceof ServedRequest served ? served : null;
    return new Call(site, outer, outer == null ? request : outer.request);
  }

  /** Sets when the call began; a call that is made during its first attempt learns it later. */
  Call startedAt(long nanos) {
    start = nanos;
    started = true;
    return this;
  }

  void failed(String kind, @Nullable Throwable failure, boolean cut) {
    int known = kinds.length;
    if (known < KINDS_KEPT) {
      kinds = Arrays.copyOf(kinds, known + 1);
      kinds[known] = kind;
    }
    lastKind = kind;
    lastFailure = failure;
    if (!cut && failure != null) {
      lastRealFailure = failure;
    }
  }

  /**
   * It ended before its first attempt.
   *
   * @param waited whether it had waited
   */
  void neverBegan(String kind, Throwable failure, boolean waited) {
    attempt = 0;
    ofOneInstant = !waited;
    lastKind = kind;
    lastFailure = failure;
  }

  /** The next attempt runs under the policy in force now. */
  void next(Lanes after) {
    lanes = after;
    policy = site.policy();
    nest.forget();
    outOfTimeInside = false;
    gaveUp = false;
    int next = attempt + 1; // only the thread that runs the call writes
    attempt = next;
  }

  CallSite site() {
    return site;
  }

  Policy currentPolicy() {
    return policy;
  }

  /** How it knows failures on which a call inside it has given up. */
  Nest nest() {
    return nest;
  }

  /** Of the call around it; null where there is none. */
  @Nullable Nest outerNest() {
    return outer == null ? null : outer.nest;
  }

  List<String> kinds() {
    return List.of(kinds);
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

  /** Nothing where it ended at once: that is not worth the reading of a clock. */
  long elapsed() {
    return ofOneInstant ? 0 : site.engine().time().nanos() - start;
  }

  /**
   * An attempt begins: it, and the calls inside it, end with the first deadline from now on.
   *
   * @return that; null where there is none
   */
  @Nullable Deadline attemptBegins() {
    Policy now = policy;
    if (!now.timed() && around == null) {
      inside = null;
      return null;
    }
    long nanos = site.engine().time().nanos();
    Deadline own =
        now.attemptTimeout() == Policy.NONE
            ? null
            : new Deadline(nanos + now.attemptTimeout(), this, true, now.attemptTimeout());
    Deadline first = Deadline.first(deadline(now, nanos), own, nanos);
    inside = first;
    return first;
  }

  /**
   * It has ended: what its fallback calls, or what begins later in other threads, is free of it.
   */
  void ended() {
    inside = around;
    pass = null;
  }

  /** Of the running attempt, and of calls that begin inside it; null where there is none. */
  @Nullable Deadline limit() {
    return inside;
  }

  /**
   * Time left, nanoseconds, until the first deadline of this call and those around it; {@link
   * Policy#NONE} where there is none, negative after it.
   *
   * @param newest the policy in force now
   */
  long left(Policy newest) {
    Deadline first = deadline(newest);
    return first == null ? Policy.NONE : first.left(site.engine().time().nanos());
  }

  /** The first deadline of this call and those around it; null where there is none. */
  @Nullable Deadline deadline(Policy newest) {
    return newest.timeout() == Policy.NONE
        ? around
        : deadline(newest, site.engine().time().nanos());
  }

  /** A call that was not timed from its start may get a timeout live: from its next attempt on. */
  private @Nullable Deadline deadline(Policy newest, long now) {
    Deadline own =
        newest.timeout() == Policy.NONE || !started
            ? null
            : new Deadline(start + newest.timeout(), this, false, newest.timeout());
    return Deadline.first(own, around, now);
  }

  /** It has no time for another attempt: if the time is that of a call around it, that is told. */
  void tellWhoseTime(Policy newest) {
    Deadline first = deadline(newest);
    Call owner = first == null ? null : first.whose();
    if (first != null && owner != null && owner != this && !first.ofAttempt()) {
      owner.outOfTimeInside = true;
    }
  }

  /**
   * It has given up. The request that is served is told by the outermost call: one that succeeds
   * has dealt with whatever became of the calls inside it.
   */
  void tellRequest(Outcome outcome) {
    if (outcome != Outcome.PERMANENT) {
      gaveUp = true;
    }
    if (gaveUp && outer != null) {
      outer.gaveUp = true;
    } else if (gaveUp && request != null) {
      request.giveUp();
    }
  }

  /** The request that is served; null for none. */
  @Nullable ServedRequest request() {
    return request;
  }

  /** What a service is told that is called from inside its running attempt. */
  Onward onward() {
    Deadline end = inside;
    Duration left = end == null ? null : end.leftFrom(site.engine().time().nanos());
    for (Call each = this; each != null; each = each.outer) {
      // Its fallback is no attempt: by then it holds nothing any more.
      if (each.attempt > 1 && each.pass != null) {
        return new Onward(each.attempt, each.maxRetries(), each.lastKind, left);
      }
    }
    return new Onward(1, Onward.UNKNOWN, null, left);
  }

  /** Whether a call inside its running attempt has given up because this one has no time left. */
  boolean ranOutInside() {
    return outOfTimeInside;
  }

  /** What its attempts hold. */
  void holds(Pass held) {
    pass = held;
  }

  /** Whether an attempt around it is a half-open breaker's trial: then this is a part of that. */
  boolean isPartOfTrial(Breaker breaker) {
    for (Call each = outer; each != null; each = each.outer) {
      Pass held = each.pass;
      if (held != null && held.isTrialAt(breaker)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a call around it pays into the same budget: layers of one success pay in once. */
  boolean isPaidAround(RetryBudget budget) {
    for (Call each = outer; each != null; each = each.outer) {
      if (each.site.policy().budget() == budget) {
        return true;
      }
    }
    return false;
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
    long left = left(policy);
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
