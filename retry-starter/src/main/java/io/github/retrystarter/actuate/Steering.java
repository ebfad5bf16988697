package io.github.retrystarter.actuate;

import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.event.EventLog;
import io.github.retrystarter.policy.Change;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.RetryConfigurationException;
import io.github.retrystarter.policy.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator changes while the application runs; each change is noted with who made it.
 * Thread-safe: changes of policies come one after the other.
 */
final class Steering {

  private static final String STATE = "state";
  private static final String STATES = "forced_open, closed, disabled";
  private static final String REFILL = "refill";

  private final PolicyBook book;
  private final Breakers breakers;
  private final Budgets budgets;
  private final ChangeReader reader;
  private final EventLog events;

  Steering(
      PolicyBook book, Breakers breakers, Budgets budgets, ChangeReader reader, EventLog events) {
    this.book = book;
    this.breakers = breakers;
    this.budgets = budgets;
    this.reader = reader;
    this.events = events;
  }

  /**
   * Changes something.
   *
   * @param who the principal's name, or null
   * @return false where there is nothing of the name
   * @throws Refusal if anything is wrong with what was sent
   */
  boolean change(String section, String name, Map<String, String> sent, @Nullable String who) {
    return switch (section) {
      case "policies" -> policy(name, sent, who);
      case "circuit-breakers" -> breaker(name, sent, who);
      case "budgets" -> budget(name, sent, who);
      default -> false;
    };
  }

  /**
   * Takes changes back.
   *
   * @param who the principal's name, or null
   * @return false where there is nothing of the name
   * @throws Refusal if other changes build on it
   */
  boolean undo(String section, String name, @Nullable String who) {
    if (section.equals("circuit-breakers")) {
      Breaker breaker = breakers.find(name);
      if (breaker != null) {
        steer(breaker, breaker::close, who);
      }
      return breaker != null;
    }
    if (!section.equals("policies") || !book.policies().containsKey(name)) {
      return false;
    }
    try {
      note(name, book.undo(name), who);
    } catch (RetryConfigurationException e) {
      throw Refusal.of(e.problems(), null);
    }
    return true;
  }

  private boolean policy(String name, Map<String, String> sent, @Nullable String who) {
    if (!book.policies().containsKey(name)) {
      return false;
    }
    Map<PolicyKey, Setting> keys = reader.read(sent);
    try {
      note(name, book.change(name, keys), who);
    } catch (RetryConfigurationException e) {
      throw reader.refusal(e.problems(), sent);
    }
    return true;
  }

  /** What others inherit goes without saying. */
  private void note(String policy, List<Change> changes, @Nullable String who) {
    changes.stream()
        .filter(each -> each.policy().equals(policy))
        .forEach(
            each ->
                note("policy", policy, each.key().camelCase(), each.before(), each.after(), who));
  }

  private boolean breaker(String name, Map<String, String> sent, @Nullable String who) {
    Breaker breaker = breakers.find(name);
    if (breaker == null) {
      return false;
    }
    String state = only(STATE, STATES, sent);
    switch (state) {
      case "forced_open" -> steer(breaker, breaker::forceOpen, who);
      case "closed" -> steer(breaker, breaker::reset, who);
      case "disabled" -> steer(breaker, breaker::disable, who);
      default -> throw illegal(STATE, state, STATES);
    }
    return true;
  }

  private void steer(Breaker breaker, Runnable how, @Nullable String who) {
    String before = breaker.state();
    how.run();
    note("circuit-breaker", breaker.name(), STATE, before, breaker.state(), who);
  }

  private boolean budget(String name, Map<String, String> sent, @Nullable String who) {
    RetryBudget budget = budgets.find(name);
    if (budget == null) {
      return false;
    }
    String refill = only(REFILL, "true", sent);
    if (!refill.equals("true")) {
      throw illegal(REFILL, refill, "true");
    }
    double before = budget.available();
    budget.refill();
    note("budget", name, "available", rounded(before), rounded(budget.available()), who);
    return true;
  }

  private static double rounded(double tokens) {
    return Math.round(tokens * 1000) / 1000.0;
  }

  /** The value of the one key that can be sent. */
  private static String only(String key, String legal, Map<String, String> sent) {
    for (String other : sent.keySet()) {
      if (!other.equals(key)) {
        throw new Refusal(
            "There is no such key.\nLegal: %s\nAction: Send {\"%s\": …}.".formatted(key, key),
            other);
      }
    }
    String value = sent.get(key);
    if (value == null) {
      throw new Refusal(
          "Nothing was sent.\nLegal: %s: %s\nAction: Send {\"%s\": …}.".formatted(key, legal, key),
          key);
    }
    return value;
  }

  private static Refusal illegal(String key, String value, String legal) {
    return new Refusal(
        "Value: \"%s\"\nReason: is none of the legal values\nLegal: %s\nAction: Send a legal value."
            .formatted(value, legal),
        key);
  }

  private void note(
      String what,
      String name,
      String key,
      @Nullable Object before,
      @Nullable Object after,
      @Nullable String who) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("what", what);
    details.put("name", name);
    details.put("key", key);
    details.put("oldValue", before);
    details.put("newValue", after);
    details.put("principal", who);
    events.changed("live_change", details);
  }
}
