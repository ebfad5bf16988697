package io.github.retrystarter.budget;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bucket of tokens that successful calls fill and retries empty, so that retries can't amplify an
 * outage: it starts full; a retry pays one token up front and has it back when it succeeds; each
 * successful call pays in the deposit, scaled by the share of recent attempts that succeeded. In an
 * outage nothing comes in; when the dependency is half well, little does. First attempts are never
 * held back.
 *
 * <p>After Finagle's RetryBudget and gRPC's retry throttling (gRFC A6), with the share added.
 *
 * <p>Thread-safe without locks. All that changes is one long, replaced by compare-and-set: each
 * change takes effect at one point in time, so tokens are never below zero nor above the capacity,
 * and none is lost or paid twice. While everything succeeds the long does not change: a success is
 * then one read. Allocates nothing.
 */
public final class RetryBudget {

  private final String name;
  private final AtomicLong purse;
  private final LongAdder denied = new LongAdder();
  private volatile Limits limits;

  /** The settings in the purse's units; replaced as a whole by a live change. */
  private record Limits(BudgetSettings settings, long capacity, long deposit, RateLimit rate) {

    static Limits of(BudgetSettings settings, RateLimit rate) {
      return new Limits(
          settings,
          Math.round(settings.capacity() * Purse.WHOLE),
          Math.round(settings.deposit() * Purse.WHOLE),
          rate);
    }
  }

  /**
   * Makes a full budget.
   *
   * @param name its name
   * @param settings its numbers
   */
  public RetryBudget(String name, BudgetSettings settings) {
    this.name = name;
    this.limits = Limits.of(settings, new RateLimit(settings.maxRetriesPerSecond()));
    this.purse = new AtomicLong(Purse.full(limits.capacity()));
  }

  /**
   * The name.
   *
   * @return as in the configuration
   */
  public String name() {
    return name;
  }

  /**
   * The numbers in force.
   *
   * @return the newest
   */
  public BudgetSettings settings() {
    return limits.settings();
  }

  /** A call succeeded with its first attempt. */
  public void succeeded() {
    pay(0);
  }

  /** A call succeeded with a retry: its token comes back. */
  public void retrySucceeded() {
    pay(Purse.WHOLE);
  }

  /** An attempt failed, whether or not it was a retry. */
  public void failed() {
    long seen;
    long next;
    do {
      seen = purse.get();
      next = Purse.failed(seen);
    } while (seen != next && !purse.compareAndSet(seen, next));
  }

  /**
   * Asks for a token.
   *
   * @param now the time, nanoseconds
   * @return true if the retry may be made; it is paid then
   */
  public boolean tryRetry(long now) {
    long seen;
    do {
      seen = purse.get();
      if (Purse.tokens(seen) < Purse.WHOLE) {
        denied.increment();
        return false;
      }
    } while (!purse.compareAndSet(seen, Purse.taken(seen)));
    if (limits.rate().tryAcquire(now)) {
      return true;
    }
    refund();
    denied.increment();
    return false;
  }

  /** A retry that was paid is not made: its wait was cut short. */
  public void giveBack() {
    limits.rate().giveBack();
    refund();
  }

  /** A retry succeeded inside of another call, whose success pays in: its token comes back. */
  public void refund() {
    // The limits are read after the purse: see change.
    purse.updateAndGet(seen -> Purse.givenBack(seen, limits.capacity()));
  }

  /** Fills it, and forgets past failures. */
  public void refill() {
    purse.updateAndGet(seen -> Purse.refilled(seen, limits.capacity()));
  }

  /**
   * Changes the numbers; what is in it stays, as far as it fits. What was retried under a limit a
   * second counts for the new one too.
   *
   * @param settings the new ones
   */
  public synchronized void change(BudgetSettings settings) {
    Limits next = Limits.of(settings, limits.rate().with(settings.maxRetriesPerSecond()));
    // First these, then the purse, which is another one even where the tokens stay. Everybody else
    // reads the purse first: whoever still has the old limits can't write any more.
    limits = next;
    purse.updateAndGet(seen -> Purse.changed(seen, next.capacity()));
  }

  /**
   * The tokens in it.
   *
   * @return 0 to the capacity
   */
  public double available() {
    return (double) Purse.tokens(purse.get()) / Purse.WHOLE;
  }

  /**
   * Retries that it has refused.
   *
   * @return since the start
   */
  public long denied() {
    return denied.sum();
  }

  private void pay(long refund) {
    long seen;
    long next;
    do {
      seen = purse.get();
      // After the purse: see change.
      Limits now = limits;
      next = Purse.succeeded(seen, now.deposit(), refund, now.capacity());
      // Full, and all well: nothing to write.
    } while (seen != next && !purse.compareAndSet(seen, next));
  }
}
