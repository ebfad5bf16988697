package io.github.retrystarter.actuate;

import io.github.retrystarter.actuate.RetryDescriptor.LastFailureDescriptor;
import io.github.retrystarter.actuate.RetryDescriptor.MethodDescriptor;
import io.github.retrystarter.actuate.RetryDescriptor.PolicyDescriptor;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.engine.CallSite;
import io.github.retrystarter.engine.CallSites;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.CallStats.LastFailure;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.policy.WorstCase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Shows policies, where each value comes from, what the methods have done, breakers and budgets.
 * Thread-safe.
 */
@Endpoint(id = "retry", defaultAccess = Access.READ_ONLY)
public final class RetryEndpoint {

  private final PolicyBook book;
  private final CallSites sites;
  private final GuardDescriptors guards;

  /**
   * Puts it together.
   *
   * @param book the policies
   * @param sites what is called under them
   * @param breakers what guards them
   * @param budgets what pays for their retries
   */
  public RetryEndpoint(PolicyBook book, CallSites sites, Breakers breakers, Budgets budgets) {
    this.book = book;
    this.sites = sites;
    this.guards = new GuardDescriptors(breakers, budgets);
  }

  /**
   * Everything.
   *
   * @return policies, methods, breakers and budgets
   */
  @ReadOperation
  public RetryDescriptor retry() {
    return new RetryDescriptor(policies(), methods(), guards.breakers(), guards.budgets());
  }

  /**
   * One of them.
   *
   * @param section {@code policies}, {@code methods}, {@code circuit-breakers} or {@code budgets}
   * @param name which
   * @return its descriptor; null, so 404, where there is none
   */
  @ReadOperation
  public @Nullable Object one(@Selector String section, @Selector String name) {
    return switch (section) {
      case "policies" -> policies().get(name);
      case "methods" -> methods().get(name);
      case "circuit-breakers" -> guards.breakers().get(name);
      case "budgets" -> guards.budgets().get(name);
      default -> null;
    };
  }

  private Map<String, PolicyDescriptor> policies() {
    Map<String, PolicyDescriptor> descriptors = new LinkedHashMap<>();
    book.policies().forEach((name, policy) -> descriptors.put(name, describe(policy)));
    return descriptors;
  }

  private PolicyDescriptor describe(Policy policy) {
    List<String> users =
        sites.all().stream()
            .map(CallSite::stats)
            .filter(each -> each.policy().equals(policy.name()))
            .map(CallStats::method)
            .sorted()
            .toList();
    return new PolicyDescriptor(
        effective(policy.settings()),
        origins(policy.settings()),
        Map.of(),
        WorstCase.of(policy).map(Duration::toString).orElse(null),
        users);
  }

  private Map<String, MethodDescriptor> methods() {
    Map<String, MethodDescriptor> descriptors = new TreeMap<>();
    sites.all().forEach(site -> descriptors.put(name(site.stats()), describe(site)));
    return descriptors;
  }

  /** Work from code has no method of its own: it is told apart by its policy. */
  private static String name(CallStats counts) {
    return counts.method().startsWith("(")
        ? counts.method() + " " + counts.policy()
        : counts.method();
  }

  private MethodDescriptor describe(CallSite site) {
    CallStats counts = site.stats();
    Map<PolicyKey, Setting> differences = differences(site.policy());
    Map<String, Long> calls = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      if (counts.calls(outcome) > 0) {
        calls.put(outcome.tag(), counts.calls(outcome));
      }
    }
    LastFailure last = counts.lastFailure();
    return new MethodDescriptor(
        counts.policy(),
        effective(differences),
        origins(differences),
        calls,
        counts.attempts(),
        last == null ? null : new LastFailureDescriptor(last.kind(), last.at()));
  }

  private Map<PolicyKey, Setting> differences(Policy policy) {
    Policy named = book.policies().get(policy.name());
    Map<PolicyKey, Setting> differences = new LinkedHashMap<>(policy.settings());
    if (named != null) {
      differences.entrySet().removeAll(named.settings().entrySet());
    }
    return differences;
  }

  private static Map<String, @Nullable Object> effective(Map<PolicyKey, Setting> settings) {
    Map<String, @Nullable Object> effective = new LinkedHashMap<>();
    settings.forEach((key, setting) -> effective.put(key.camelCase(), setting.display()));
    return effective;
  }

  private static Map<String, String> origins(Map<PolicyKey, Setting> settings) {
    Map<String, String> origins = new LinkedHashMap<>();
    settings.forEach((key, setting) -> origins.put(key.camelCase(), setting.source().toString()));
    return origins;
  }
}
