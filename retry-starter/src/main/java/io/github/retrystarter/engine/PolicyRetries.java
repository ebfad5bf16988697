package io.github.retrystarter.engine;

import io.github.retrystarter.Retries;
import io.github.retrystarter.Retry;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Retries for code. */
public final class PolicyRetries implements Retries {

  private static final String METHOD = "(code)";

  private final boolean enabled;
  private final Engine engine;
  private final PolicyBook book;
  private final StatsBook stats;
  private final CallSites sites;
  private final Map<String, Retry> retries = new ConcurrentHashMap<>();

  /**
   * Puts it together.
   *
   * @param enabled false: work runs once
   * @param engine what runs it
   * @param book the policies
   * @param stats where calls are counted, from the first use of a policy on
   * @param sites where used policies are noted
   */
  public PolicyRetries(
      boolean enabled, Engine engine, PolicyBook book, StatsBook stats, CallSites sites) {
    this.enabled = enabled;
    this.engine = engine;
    this.book = book;
    this.stats = stats;
    this.sites = sites;
  }

  @Override
  public Retry policy(String name) {
    Policy policy = book.policies().get(name);
    if (policy == null) {
      throw new IllegalArgumentException(
          "there is no retry policy \"%s\"; known: %s"
              .formatted(name, String.join(", ", book.policies().keySet())));
    }
    return retries.computeIfAbsent(name, each -> make(policy));
  }

  private Retry make(Policy policy) {
    if (!enabled) {
      return new PlainRetry();
    }
    CallSite site = new CallSite(engine, policy, stats.of(policy.name(), METHOD), null);
    return new PolicyRetry(sites.add(site));
  }
}
