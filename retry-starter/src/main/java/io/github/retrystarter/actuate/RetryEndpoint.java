package io.github.retrystarter.actuate;

import io.github.retrystarter.actuate.RetryDescriptor.LastFailureDescriptor;
import io.github.retrystarter.actuate.RetryDescriptor.MethodDescriptor;
import io.github.retrystarter.actuate.RetryDescriptor.PolicyDescriptor;
import io.github.retrystarter.actuate.RetryDescriptor.RefusalDescriptor;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.engine.CallSite;
import io.github.retrystarter.engine.CallSites;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.CallStats.LastFailure;
import io.github.retrystarter.event.EventLog;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.policy.WorstCase;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Shows policies, where each value comes from, what the methods have done, breakers and budgets,
 * and what happened last; and changes them, where the user grants it. Thread-safe.
 */
@Endpoint(id = "retry", defaultAccess = Access.READ_ONLY)
public final class RetryEndpoint {

  static final EndpointId ID = EndpointId.of("retry");

  /** The name of the parameter that holds the path below the endpoint. */
  static final String PATH = "path";

  private static final int LONGEST = 1000;

  /** The name of the parameter that holds what was sent. */
  static final String BODY = "body";

  private final PolicyBook book;
  private final CallSites sites;
  private final GuardDescriptors guards;
  private final Steering steering;
  private final EventLog events;

  /**
   * Puts it together.
   *
   * @param book the policies
   * @param sites what is called under them
   * @param breakers what guards them
   * @param budgets what pays for their retries
   * @param reader reads changes
   * @param events what happened last
   */
  public RetryEndpoint(
      PolicyBook book,
      CallSites sites,
      Breakers breakers,
      Budgets budgets,
      ChangeReader reader,
      EventLog events) {
    this.book = book;
    this.sites = sites;
    this.guards = new GuardDescriptors(breakers, budgets);
    this.steering = new Steering(book, breakers, budgets, reader, events);
    this.events = events;
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
   * A part of it.
   *
   * @param path {@code events}; or {@code policies}, {@code methods}, {@code circuit-breakers} or
   *     {@code budgets}, and the name of one of them
   * @return its descriptor; null, so 404, where there is none
   */
  @ReadOperation
  public @Nullable Object one(@Selector(match = Match.ALL_REMAINING) String... path) {
    if (path.length == 1 && path[0].equals("events")) {
      return Map.of("events", events());
    }
    return path.length < 2 ? null : one(path[0], name(path));
  }

  private @Nullable Object one(String section, String name) {
    return switch (section) {
      case "policies" -> policies().get(name);
      case "methods" -> methods().get(name);
      case "circuit-breakers" -> guards.breakers().get(name);
      case "budgets" -> guards.budgets().get(name);
      default -> null;
    };
  }

  /**
   * Changes one of them: keys of a policy, the state of a circuit breaker, the tokens of a budget.
   *
   * @param path {@code policies}, {@code circuit-breakers} or {@code budgets}, and a name
   * @param body what to change
   * @param security who does it
   * @return 200 with the descriptor; 400 with error and key, and nothing has changed; 404 where
   *     there is none of the name
   */
  @WriteOperation
  public WebEndpointResponse<Object> change(
      @Selector(match = Match.ALL_REMAINING) String[] path,
      Map<String, String> body,
      SecurityContext security) {
    return answer(path, body, () -> steering.change(path[0], name(path), body, who(security)));
  }

  /**
   * Back to the configuration.
   *
   * @param path {@code policies} or {@code circuit-breakers}, and a name
   * @param security who does it
   * @return 200 with the descriptor; 400 with error and key, and nothing has changed; 404 where
   *     there is none of the name
   */
  @DeleteOperation
  public WebEndpointResponse<Object> undo(
      @Selector(match = Match.ALL_REMAINING) String[] path, SecurityContext security) {
    return answer(path, Map.of(), () -> steering.undo(path[0], name(path), who(security)));
  }

  private WebEndpointResponse<Object> answer(
      String[] path, Map<String, String> body, BooleanSupplier change) {
    try {
      checkSize(body);
      if (body.containsKey(PATH)) {
        throw new Refusal("There is no such key.\nAction: Remove the key.", PATH);
      }
      if (path.length < 2 || !change.getAsBoolean()) {
        return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
      }
    } catch (Refusal refusal) {
      return new WebEndpointResponse<>(
          new RefusalDescriptor(String.valueOf(refusal.getMessage()), refusal.key()),
          WebEndpointResponse.STATUS_BAD_REQUEST);
    }
    return new WebEndpointResponse<>(one(path[0], name(path)));
  }

  /**
   * What is told of a value shows it: nobody is to be answered with what he has sent by the ton.
   */
  private static void checkSize(Map<String, String> body) {
    body.forEach(
        (key, value) -> {
          boolean tooLong = key.length() > LONGEST || (value != null && value.length() > LONGEST);
          if (tooLong || body.size() > LONGEST) {
            throw new Refusal(
                "Reason: too much was sent\nLegal: at most %1$d keys, keys and values of at most %1$d"
                        .formatted(LONGEST)
                    + " characters\nAction: Send less.",
                key.length() > LONGEST ? key.substring(0, LONGEST) : key);
          }
        });
  }

  private static String name(String[] path) {
    return String.join("/", Arrays.asList(path).subList(1, path.length));
  }

  private static @Nullable String who(SecurityContext security) {
    Principal principal = security.getPrincipal();
    String name = principal == null ? null : principal.getName();
    return name != null && name.length() > LONGEST ? name.substring(0, LONGEST) : name;
  }

  private List<Map<String, @Nullable Object>> events() {
    return events.newest().stream().map(RetryEndpoint::describe).toList();
  }

  private static Map<String, @Nullable Object> describe(EventLog.Happening happening) {
    Map<String, @Nullable Object> described = new LinkedHashMap<>();
    described.put("at", happening.at());
    described.put("type", happening.type());
    described.putAll(happening.details());
    return described;
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
        effective(new TreeMap<>(book.live().of(policy.name()))),
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
