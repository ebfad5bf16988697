package io.github.retrystarter.engine;

import io.github.retrystarter.event.CallStats;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every call site there is, oldest first. Thread-safe. */
public final class CallSites {

  private final Map<CallStats, CallSite> sites = new LinkedHashMap<>();

  /** None yet. */
  public CallSites() {}

  /**
   * Adds a site. Overloads that share their counts, because they share name and policy, are shown
   * as the first of them.
   *
   * @param site the site
   * @return the site
   */
  public synchronized CallSite add(CallSite site) {
    sites.putIfAbsent(site.stats(), site);
    return site;
  }

  /**
   * All sites.
   *
   * @return a copy
   */
  public synchronized Collection<CallSite> all() {
    return List.copyOf(sites.values());
  }
}
