package io.github.retrystarter.engine;

import io.github.retrystarter.Retries;
import io.github.retrystarter.Retry;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.policy.Configuration.Reference;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.Source;
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
  private final Runnable refresh;
  private final Map<String, Retry> retries = new ConcurrentHashMap<>();

  /**
   * Puts it together.
   *
   * @param enabled false: work runs once
   * @param engine what runs it
   * @param book the policies
   * @param stats where calls are counted, from the first use of a policy on
   * @param sites where used policies are noted
   * @param refresh reads the configuration again; throws where it is wrong
   */
  public PolicyRetries(
      boolean enabled,
      Engine engine,
      PolicyBook book,
      StatsBook stats,
      CallSites sites,
      Runnable refresh) {
    this.enabled = enabled;
    this.engine = engine;
    this.book = book;
    this.stats = stats;
    this.sites = sites;
    this.refresh = refresh;
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

  @Override
  public void refresh() {
    refresh.run();
  }

  private Retry make(Policy policy) {
    if (!enabled) {
      return new PlainRetry();
    }
    CallSite site = new CallSite(engine, policy, stats.of(policy.name(), METHOD), null);
    Reference named = new Reference(policy.name(), Source.builtIn("Retries.policy"));
    book.follow(new SiteUser(site, named, Map.of(), configuration -> null, stats));
    return new PolicyRetry(sites.add(site));
  }
}
