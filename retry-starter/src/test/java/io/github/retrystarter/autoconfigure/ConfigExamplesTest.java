package io.github.retrystarter.autoconfigure;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.policy.Pace;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.Rule;
import io.github.retrystarter.policy.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The files in {@code config-examples}, loaded as Boot loads them; {@code overload.yml} is in
 * {@link OverloadExampleTest}, {@code across-services.yml} in {@link AcrossServicesExampleTest}.
 */
class ConfigExamplesTest {

  private static final Path EXAMPLES = Path.of("../config-examples");

  private static final Set<String> COVERED =
      Set.of(
          "minimal.yml",
          "shop.yml",
          "rules.yml",
          "per-environment.yml",
          "overload.yml",
          "across-services.yml");

  @Test
  void everyExampleIsCoveredHereAndInTheReadme() throws IOException {
    assertThat(examples()).isEqualTo(new TreeSet<>(COVERED));
    String readme = Files.readString(EXAMPLES.resolve("README.md"));
    assertThat(COVERED).allSatisfy(name -> assertThat(readme).contains("](" + name + ")"));
  }

  @Test
  void minimalHasOnePolicyAndWhatIsBuiltIn() {
    Map<String, Policy> policies = policies("minimal.yml", Map.of());

    assertThat(policies).containsOnlyKeys("default", "payments");
    assertThat(set(policies, "default")).isEmpty();
    assertThat(set(policies, "payments"))
        .containsOnly(
            entry("max-retries", 4),
            entry("delay", "PT0.2S"),
            entry("increment", "PT0.2S"),
            entry("attempt-timeout", "PT3S"),
            entry("timeout", "PT10S"));
    assertThat(longestWaits(policies, "payments")).containsExactly(200L, 400L, 800L, 1600L);
  }

  @Test
  void shopHasThreeTasks() {
    Map<String, Policy> policies = policies("shop.yml", Map.of());

    assertThat(policies)
        .containsOnlyKeys("default", "orders", "payment-callback", "logistics-sync");
    assertThat(set(policies, "default")).containsOnly(entry("attempt-timeout", "PT3S"));
    assertThat(set(policies, "orders"))
        .containsOnly(
            entry("attempt-timeout", "PT3S"), entry("backoff", "linear"), entry("jitter", "none"));
    assertThat(set(policies, "payment-callback"))
        .containsOnly(
            entry("attempt-timeout", "PT3S"),
            entry("max-retries", 4),
            entry("delay", "PT1S"),
            entry("increment", "PT1S"),
            entry("max-delay", "PT30S"));
    assertThat(set(policies, "logistics-sync"))
        .containsOnly(
            entry("attempt-timeout", "PT3S"),
            entry("max-retries", 2),
            entry("backoff", "linear"),
            entry("delay", "PT5S"),
            entry("increment", "PT5S"),
            entry("jitter", "none"));
  }

  @Test
  void theShopsWaitsAreThoseOfItsComments() {
    Map<String, Policy> policies = policies("shop.yml", Map.of());

    assertThat(longestWaits(policies, "orders")).containsExactly(100L, 200L, 300L);
    assertThat(longestWaits(policies, "payment-callback"))
        .containsExactly(1000L, 2000L, 4000L, 8000L);
    assertThat(policy(policies, "payment-callback").waits().longest(5, 0))
        .isEqualTo(Duration.ofSeconds(16).toNanos());
    assertThat(policy(policies, "payment-callback").waits().longest(6, 0))
        .isEqualTo(Duration.ofSeconds(30).toNanos());
    assertThat(longestWaits(policies, "logistics-sync")).containsExactly(5000L, 10_000L);
  }

  @Test
  void rulesAreThoseOfTheirComments() {
    Map<String, Policy> policies = policies("rules.yml", Map.of());

    assertThat(policies).containsOnlyKeys("default", "payments", "reports", "imports");
    for (String name : List.of("payments", "reports")) {
      List<Rule> rules = policy(policies, name).rules();
      assertThat(rules)
          .extracting(rule -> rule.failures().kinds())
          .containsExactly(Set.of("read_timeout"), Set.of("http_429"), Set.of("http_401"));
      assertThat(longestWaits(rules.get(0).pace())).containsExactly(1000L, 2000L, 4000L);
      assertThat(longestWaits(rules.get(1).pace()))
          .containsExactly(2000L, 4000L, 8000L, 16_000L, 30_000L);
      assertThat(rules.get(2).pace()).isNull();
      assertThat(longestWaits(policies, name)).containsExactly(100L, 200L);
    }
    assertThat(set(policies, "reports")).contains(entry("timeout", "PT5M"));
    assertThat(set(policies, "imports"))
        .containsOnly(
            entry("max-retries", 2),
            entry("timeout", "PT1M"),
            entry(
                "rules",
                List.of(
                    Map.of(
                        "failures",
                        List.of("http_404"),
                        "maxRetries",
                        10,
                        "backoff",
                        "steps",
                        "delays",
                        List.of("PT1S", "PT5S", "PT10S")))));
    assertThat(longestWaits(policy(policies, "imports").rules().get(0).pace()))
        .hasSize(10)
        .startsWith(1000L, 5000L, 10_000L)
        .endsWith(10_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dev"})
  void theBaseHoldsWithoutAProfileAndInDevelopment(String profile) {
    Map<String, Policy> policies =
        policies("per-environment.yml", Map.of("SPRING_PROFILES_ACTIVE", profile));

    assertThat(policies).containsOnlyKeys("default", "gateway", "payments", "refunds");
    assertThat(set(policies, "default")).containsOnly(entry("attempt-timeout", "PT3S"));
    assertThat(set(policies, "payments"))
        .containsOnly(
            entry("attempt-timeout", "PT3S"),
            entry("max-retries", 4),
            entry("delay", "PT0.2S"),
            entry("increment", "PT0.2S"),
            entry("max-delay", "PT5S"),
            entry("timeout", "PT30S"),
            entry("excludes", List.of("file")));
    assertThat(set(policies, "refunds"))
        .containsOnly(
            entry("attempt-timeout", "PT3S"),
            entry("max-retries", 8),
            entry("delay", "PT0.2S"),
            entry("increment", "PT0.2S"),
            entry("max-delay", "PT5S"),
            entry("timeout", "PT2M"),
            entry("excludes", List.of("file")));
  }

  @Test
  void inDevelopmentNothingIsRetried() {
    assertThat(enabled(Map.of("SPRING_PROFILES_ACTIVE", "dev"))).isFalse();
    assertThat(enabled(Map.of())).isTrue();
  }

  @Test
  void inTestsNothingIsWaitedFor() {
    Map<String, Policy> policies =
        policies("per-environment.yml", Map.of("SPRING_PROFILES_ACTIVE", "test"));

    assertThat(set(policies, "payments"))
        .containsOnly(
            entry("attempt-timeout", "PT3S"),
            entry("max-retries", 4),
            entry("delay", "PT0S"),
            entry("increment", "PT0S"),
            entry("max-delay", "PT0S"),
            entry("jitter", "none"),
            entry("timeout", "PT30S"),
            entry("excludes", List.of("file")));
    assertThat(longestWaits(policies, "payments")).containsOnly(0L);
    assertThat(longestWaits(policies, "refunds")).containsOnly(0L);
  }

  @Test
  void inProductionLimitsAndListsAreReplaced() {
    Map<String, Policy> policies =
        policies("per-environment.yml", Map.of("SPRING_PROFILES_ACTIVE", "production"));

    assertThat(set(policies, "default")).containsOnly(entry("attempt-timeout", "PT2S"));
    assertThat(set(policies, "payments"))
        .containsOnly(
            entry("attempt-timeout", "PT2S"),
            entry("max-retries", 4),
            entry("delay", "PT0.2S"),
            entry("increment", "PT0.2S"),
            entry("max-delay", "PT5S"),
            entry("timeout", "PT1M"),
            entry("excludes", List.of("file", "tls")));
    assertThat(set(policies, "refunds"))
        .contains(entry("timeout", "PT2M"), entry("excludes", List.of("file", "tls")));
  }

  @Test
  void environmentVariablesFillThePlaceholdersAndOverrideKeys() {
    Map<String, Policy> policies =
        policies(
            "per-environment.yml",
            Map.of(
                "SPRING_PROFILES_ACTIVE", "production",
                "GATEWAY_DELAY", "1s",
                "GATEWAY_TIMEOUT", "4s",
                "PAYMENTS_MAX_RETRIES", "1",
                "RETRY_POLICIES_PAYMENTS_MAXDELAY", "20s"));

    assertThat(set(policies, "payments"))
        .contains(
            entry("delay", "PT1S"),
            entry("attempt-timeout", "PT4S"),
            entry("max-retries", 1),
            entry("max-delay", "PT20S"));
    assertThat(set(policies, "refunds")).contains(entry("max-delay", "PT5S"));
  }

  private static Set<String> examples() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files
          .map(file -> EXAMPLES.relativize(file).toString())
          .filter(name -> name.endsWith(".yml") || name.endsWith(".yaml"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Map<String, Policy> policies(String example, Map<String, Object> environment) {
    try (ConfigurableApplicationContext context = start(example, environment)) {
      return context.getBean(PolicyBook.class).policies();
    }
  }

  private static boolean enabled(Map<String, Object> environment) {
    try (ConfigurableApplicationContext context = start("per-environment.yml", environment)) {
      return context.getBean(ConfigurationReader.Read.class).enabled();
    }
  }

  private static ConfigurableApplicationContext start(
      String example, Map<String, Object> environment) {
    return new TestApplication().environment(environment).start(EXAMPLES.resolve(example));
  }

  /** What differs from the built-in values: together with them, the whole policy. */
  private static Map<String, @Nullable Object> set(Map<String, Policy> policies, String name) {
    Map<String, @Nullable Object> differing = new TreeMap<>();
    policy(policies, name)
        .settings()
        .forEach(
            (key, setting) -> {
              Object value =
                  switch (key) {
                    case INCREMENT -> Duration.ofMillis(100); // as the built-in delay
                    case BUDGET -> name;
                    default -> key.builtIn();
                  };
              Setting builtIn = Setting.builtIn(value, "");
              if (!Objects.equals(setting.display(), builtIn.display())) {
                differing.put(key.key(), setting.display());
              }
            });
    return differing;
  }

  private static List<Long> longestWaits(Map<String, Policy> policies, String name) {
    return longestWaits(policy(policies, name).pace());
  }

  private static List<Long> longestWaits(@Nullable Pace pace) {
    List<Long> waits = new ArrayList<>();
    long previous = 0;
    for (int n = 1; n <= Objects.requireNonNull(pace).maxRetries(); n++) {
      previous = pace.waits().longest(n, previous);
      waits.add(Duration.ofNanos(previous).toMillis());
    }
    return waits;
  }

  private static Policy policy(Map<String, Policy> policies, String name) {
    return Objects.requireNonNull(policies.get(name), name);
  }
}
