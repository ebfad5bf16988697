package io.github.retrystarter.engine;

import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.backoff.AttemptTimes;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.policy.Policy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A method, or a policy used in code, ready to run: all that a call needs, found once. Thread-safe;
 * the policy is one volatile read of an immutable snapshot.
 */
public final class CallSite {

  private static final Logger logger = LoggerFactory.getLogger(CallSite.class);

  private final Engine engine;
  private final @Nullable ResultPredicate rejects;
  private final AttemptTimes attemptTimes = new AttemptTimes();
  private volatile CallStats stats;
  private volatile Policy policy;
  private volatile boolean complained;
  private volatile boolean warned;

  /**
   * Puts it together.
   *
   * @param engine what runs it
   * @param policy the effective policy
   * @param stats its counts
   * @param rejects which returned values ask for a retry; null for none
   */
  public CallSite(
      Engine engine, Policy policy, CallStats stats, @Nullable ResultPredicate rejects) {
    this.engine = engine;
    this.policy = policy;
    this.stats = stats;
    this.rejects = rejects;
  }

  /**
   * The effective policy.
   *
   * @return the one in force now
   */
  public Policy policy() {
    return policy;
  }

  /**
   * Another policy; calls that run take it with their next step.
   *
   * @param effective the policy
   * @param counts its counts: those of before, unless the policy has another name
   */
  public void use(Policy effective, CallStats counts) {
    stats = counts;
    policy = effective;
  }

  /**
   * The counts.
   *
   * @return always the same, unless another policy takes over
   */
  public CallStats stats() {
    return stats;
  }

  /** How long its attempts took, as far as anybody wants to know. */
  AttemptTimes attemptTimes() {
    return attemptTimes;
  }

  Engine engine() {
    return engine;
  }

  boolean rejects(@Nullable Object value) {
    return rejects != null && ask(rejects, value);
  }

  /** A predicate that throws has no opinion: the work was done, and its value is good. */
  private boolean ask(ResultPredicate predicate, @Nullable Object value) {
    try {
      return predicate.shouldRetry(value);
    } catch (Throwable bug) {
      if (!complained) {
        complained = true;
        logger.warn(
            "{} threw on a result of {}; the result is returned (told once)",
            predicate.getClass().getName(),
            stats.method(),
            bug);
      }
      return false;
    }
  }

  /**
   * Tells where the annotation would do some good.
   *
   * @param kind of the failure
   * @param outer whether the transaction was there before the call
   */
  void warnOfTransaction(String kind, boolean outer) {
    if (warned) {
      return;
    }
    warned = true;
    logger.warn(
        outer
            ? "{} failed ({}) inside a transaction that began before it and can't be committed any"
                + " more. It was not retried: each retry would run in that same transaction. Move"
                + " @Retryable outward, to the method that begins the transaction or to one that"
                + " calls it (told once)"
            : "{} ran a statement ({}) in a transaction that the database had aborted before. It"
                + " was not retried: whatever caught the first failure hides what went wrong. Let"
                + " that failure leave the method, so that it can be retried in a new transaction,"
                + " or move @Retryable outward (told once)",
        stats.method(),
        kind);
  }
}
