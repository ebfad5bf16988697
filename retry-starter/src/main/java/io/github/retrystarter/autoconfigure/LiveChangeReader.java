package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.actuate.ChangeReader;
import io.github.retrystarter.actuate.Refusal;
import io.github.retrystarter.policy.Configuration.PolicySpec;
import io.github.retrystarter.policy.Nearest;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RetryConfigurationException;
import io.github.retrystarter.policy.RuleSpec;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.policy.Source;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads what was sent as if it stood in {@code application.yml}, so that the same is legal, and
 * what is wrong is told in the same words. Thread-safe.
 */
final class LiveChangeReader implements ChangeReader {

  private static final String POLICY = "live";
  private static final String PREFIX = "retry.policies." + POLICY + ".";
  private static final String PLACE = "Property: " + PREFIX;
  private static final String LIVE_PLACE = "Live change: ";

  private final @Nullable ClassLoader loader;

  LiveChangeReader(@Nullable ClassLoader loader) {
    this.loader = loader;
  }

  @Override
  public Map<PolicyKey, Setting> read(Map<String, String> sent) {
    if (sent.isEmpty()) {
      throw new Refusal(
          "Nothing was sent.\nLegal: %s\nAction: Send keys and values, such as {\"maxRetries\": 1}."
              .formatted(keys()),
          null);
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    sent.forEach((key, value) -> properties.put(PREFIX + kebab(key), checked(key, value)));
    Map<PolicyKey, Setting> read;
    try {
      read = read(environment(properties));
    } catch (RetryConfigurationException e) {
      throw refusal(e.problems(), sent);
    }
    sent.keySet().stream()
        .filter(key -> !read.containsKey(policyKey(key)))
        .findFirst()
        .ifPresent(
            key -> {
              throw empty(key);
            });
    return read;
  }

  private Map<PolicyKey, Setting> read(StandardEnvironment environment) {
    Map<PolicyKey, Setting> live = new EnumMap<>(PolicyKey.class);
    // Where all values are empty, there is no policy.
    for (PolicySpec each :
        ConfigurationReader.read(environment, 0, loader).policies().policies().values()) {
      each.settings().forEach((key, setting) -> live.put(key, live(setting)));
    }
    return live;
  }

  private static StandardEnvironment environment(Map<String, Object> properties) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().stream()
        .map(PropertySource::getName)
        .toList()
        .forEach(environment.getPropertySources()::remove);
    environment.getPropertySources().addFirst(new MapPropertySource("live change", properties));
    return environment;
  }

  /** Only camel case, as the endpoint shows the keys: each has one name. */
  private static Object checked(String key, @Nullable String value) {
    PolicyKey known = policyKey(key);
    if (known == null) {
      throw new Refusal(
          "%s%s\nReason: there is no such key\nLegal: %s\nAction: %s"
              .formatted(LIVE_PLACE, key, keys(), action(key)),
          key);
    }
    if (value == null) {
      throw empty(key);
    }
    return value;
  }

  private static String action(String key) {
    return key.equals("maxAttempts")
        ? "Use maxRetries: it counts the calls after the first."
        : Nearest.to(key, names())
            .map(guess -> "Did you mean \"" + guess + "\"?")
            .orElse("Correct the key, or remove it.");
  }

  private static Refusal empty(String key) {
    PolicyKey known = policyKey(key);
    return new Refusal(
        "%s%s\nReason: has no value\nLegal: %s\nAction: Send a value; DELETE takes all changes back."
            .formatted(LIVE_PLACE, key, known == null ? keys() : known.legal()),
        key);
  }

  /** A list's elements, and the keys of rules, stand below their key. */
  private static @Nullable PolicyKey policyKey(String sent) {
    String key = sent.replaceFirst("\\[\\w+\\].*", "");
    return Arrays.stream(PolicyKey.values())
        .filter(each -> each.camelCase().equals(key))
        .findFirst()
        .orElse(null);
  }

  private static List<String> names() {
    return Arrays.stream(PolicyKey.values()).map(PolicyKey::camelCase).toList();
  }

  private static String keys() {
    return String.join(", ", new TreeSet<>(names()));
  }

  private static String kebab(String key) {
    return key.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static Setting live(Setting setting) {
    Object value = setting.value();
    if (value instanceof List<?> list && list.stream().anyMatch(RuleSpec.class::isInstance)) {
      value = list.stream().map(each -> live((RuleSpec) each)).collect(Collectors.toList());
    }
    return new Setting(value, setting.text(), Source.LIVE);
  }

  private static RuleSpec live(RuleSpec rule) {
    Map<PolicyKey, Setting> settings = new EnumMap<>(PolicyKey.class);
    rule.settings().forEach((key, setting) -> settings.put(key, live(setting)));
    return new RuleSpec(
        Source.LIVE,
        rule.failures() == null ? null : live(rule.failures()),
        rule.retry() == null ? null : live(rule.retry()),
        settings);
  }

  @Override
  public Refusal refusal(List<Problem> problems, Map<String, String> sent) {
    List<Problem> told = problems.stream().map(LiveChangeReader::told).toList();
    return Refusal.of(told, blamed(told.get(0), sent));
  }

  private static Problem told(Problem problem) {
    if (!problem.place().startsWith(PLACE)) {
      return problem;
    }
    String place = LIVE_PLACE + camel(problem.place().substring(PLACE.length()));
    return new Problem(
        place, problem.value(), null, problem.reason(), problem.legal(), problem.action());
  }

  private static String camel(String kebab) {
    StringBuilder camel = new StringBuilder();
    for (String part : kebab.split("-", -1)) {
      camel.append(
          camel.isEmpty() || part.isEmpty()
              ? part
              : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return camel.toString();
  }

  /** The one at whose place it shows; else one that it speaks of; else any. */
  private static @Nullable String blamed(Problem problem, Map<String, String> sent) {
    String place = problem.place();
    String text = place + " " + problem.reason();
    return sent.keySet().stream()
        .filter(each -> place.equals(LIVE_PLACE + each))
        .findFirst()
        .or(() -> sent.keySet().stream().filter(each -> speaksOf(text, each)).findFirst())
        .or(() -> sent.keySet().stream().findFirst())
        .orElse(null);
  }

  private static boolean speaksOf(String text, String key) {
    PolicyKey known = policyKey(key);
    return known != null
        && (text.contains(known.camelCase()) || text.matches(".*\\b" + known.key() + "\\b.*"));
  }
}
