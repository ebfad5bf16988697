package io.github.retrystarter.engine;

import io.github.retrystarter.event.CallStats;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every call site there is, oldest first. Thread-safe. */
public final class CallSites {

  private final List<CallSite> sites = new ArrayList<>();

  /** None yet. */
  public CallSites() {}

  /**
   * Adds a site.
   *
   * @param site the site
   * @return the site
   */
  public synchronized CallSite add(CallSite site) {
    sites.add(site);
    return site;
  }

  /**
   * All sites. Overloads that share their counts, because they share name and policy, are shown as
   * the first of them.
   *
   * @return a copy
   */
  public synchronized Collection<CallSite> all() {
    Map<CallStats, CallSite> shown = new LinkedHashMap<>();
    sites.forEach(each -> shown.putIfAbsent(each.stats(), each));
    return List.copyOf(shown.values());
  }
}
