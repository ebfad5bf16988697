package io.github.retrystarter.autoconfigure;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.actuate.RetryDescriptor;
import io.github.retrystarter.actuate.RetryDescriptor.PolicyDescriptor;
import io.github.retrystarter.actuate.RetryEndpoint;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.engine.CallSite;
import io.github.retrystarter.engine.CallSites;
import io.github.retrystarter.policy.Pace;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** How rules come together with the layers around them, and what the endpoint shows of them. */
class RuleMergeTest {

  private static final String RULES_OF_TWO_LAYERS =
      """
      retry:
        defaults:
          rules:
            - failures: [tls]
              max-retries: 1
        policies:
          orders:
            rules:
              - failures: [read_timeout, java.net.ConnectException]
                max-retries: 5
                backoff: steps
                delays: [1s, 5s]
              - failures: programming
                retry: false
          child:
            parent: orders
          without:
            parent: orders
            rules: []
      """;

  @TempDir Path directory;

  static class Orders {
    @Retryable(policy = "orders", delay = "50ms")
    public void create() {}
  }

  @Test
  void aLaterListReplacesAnEarlierOneAndIsInherited() throws IOException {
    Map<String, Policy> policies =
        read(RULES_OF_TWO_LAYERS, context -> context.getBean(PolicyBook.class).policies());

    assertThat(kinds(policies, "default")).containsExactly("tls");
    assertThat(kinds(policies, "orders")).containsExactly("read_timeout", "programming");
    assertThat(kinds(policies, "child")).containsExactly("read_timeout", "programming");
    assertThat(kinds(policies, "without")).isEmpty();
  }

  /** An operator who says so in an outage need not know of the rules. */
  @Test
  void noRetriesInALaterLayerMeansTheRulesToo() throws IOException {
    Map<String, Policy> policies =
        read(
            """
            retry:
              policies:
                orders:
                  max-retries: 0
                  rules:
                    - failures: [tls]
                      max-retries: 5
                stopped:
                  parent: orders
                  max-retries: 0
            """,
            context -> context.getBean(PolicyBook.class).policies());

    assertThat(retriesOfRules(policies, "orders")).containsExactly(5);
    assertThat(retriesOfRules(policies, "stopped")).containsExactly(0);
  }

  private static List<Integer> retriesOfRules(Map<String, Policy> policies, String name) {
    return Objects.requireNonNull(policies.get(name)).rules().stream()
        .map(rule -> Objects.requireNonNull(rule.pace()).maxRetries())
        .toList();
  }

  @Test
  void theEndpointShowsWhatEachRuleSetsAndThePlaceOfTheList() throws IOException {
    RetryDescriptor shown = read(RULES_OF_TWO_LAYERS, RuleMergeTest::shown);

    PolicyDescriptor orders = Objects.requireNonNull(shown.policies().get("orders"));
    assertThat(orders.effective().get("rules"))
        .isEqualTo(
            List.of(
                Map.of(
                    "failures",
                    List.of("read_timeout", "java.net.ConnectException"),
                    "maxRetries",
                    5,
                    "backoff",
                    "steps",
                    "delays",
                    List.of("PT1S", "PT5S")),
                Map.of("failures", List.of("programming"), "retry", false)));
    assertThat(orders.origins())
        .containsEntry("rules", "retry.policies.orders.rules (application.yml:9:22)");
    assertThat(Objects.requireNonNull(shown.policies().get("without")).origins())
        .containsEntry("rules", "retry.policies.without.rules (application.yml:19:14)");
  }

  @Test
  void aMethodShowsItsRulesOnlyWhereTheyDiffer() throws IOException {
    RetryDescriptor plain = read(RULES_OF_TWO_LAYERS, RuleMergeTest::shown);
    assertThat(plain.methods().get("RuleMergeTest.Orders.create"))
        .satisfies(each -> assertThat(each.effective()).containsOnlyKeys("delay", "increment"));

    RetryDescriptor own =
        read(
            RULES_OF_TWO_LAYERS
                + """
                  methods:
                    "[%s.Orders.create]":
                      rules: [{failures: io, delay: 1s}]
                """
                    .formatted(RuleMergeTest.class.getName()),
            RuleMergeTest::shown);
    assertThat(own.methods().get("RuleMergeTest.Orders.create"))
        .satisfies(
            each ->
                assertThat(each.effective())
                    .contains(
                        entry(
                            "rules", List.of(Map.of("failures", List.of("io"), "delay", "PT1S")))));
  }

  @Test
  void whatARuleDoesNotSetComesFromTheEffectivePolicyOfTheMethod() throws IOException {
    Policy method =
        read(
            """
            retry:
              defaults:
                jitter: none
                backoff: fixed
                max-retry-after: 5s
              policies:
                orders:
                  max-retries: 7
                  delay: 1s
                  rules:
                    - failures: [read_timeout]
                      retry-after: ignore
                    - failures: [tls]
                      delay: 20s
            """,
            context -> {
              CallSite site = context.getBean(CallSites.class).all().iterator().next();
              return site.policy();
            });

    Pace inheriting = pace(method, 0);
    assertThat(inheriting.maxRetries()).isEqualTo(7);
    assertThat(inheriting.honorRetryAfter()).isFalse();
    // The annotation's.
    assertThat(inheriting.waits()).isEqualTo(method.waits());
    assertThat(inheriting.waits().longest(1, 0)).isEqualTo(Duration.ofMillis(50).toNanos());

    Pace own = pace(method, 1);
    assertThat(own.maxRetryAfter()).isEqualTo(Duration.ofSeconds(5).toNanos());
    // The built-in max-delay of 10 s has given way.
    assertThat(((Waits.Computed) own.waits()).cap()).isEqualTo(Duration.ofSeconds(20).toNanos());
  }

  @Test
  void rulesCanComeFromTheEnvironment() throws IOException {
    Path yml = Files.writeString(directory.resolve("application.yml"), "retry.policies.orders:");
    Map<String, Object> variables =
        Map.of(
            "RETRY_POLICIES_ORDERS_RULES_0_FAILURES", "read_timeout,tls",
            "RETRY_POLICIES_ORDERS_RULES_0_MAXRETRIES", "9");
    try (ConfigurableApplicationContext context =
        new TestApplication().environment(variables).start(yml)) {
      Map<String, Policy> policies = context.getBean(PolicyBook.class).policies();
      assertThat(kinds(policies, "orders")).containsExactlyInAnyOrder("read_timeout", "tls");
    }
  }

  private <T> T read(String yml, Function<ConfigurableApplicationContext, T> question)
      throws IOException {
    Path file = Files.writeString(directory.resolve("application.yml"), yml);
    try (ConfigurableApplicationContext context =
        new TestApplication().bean("orders", Orders.class, "").start(file)) {
      return question.apply(context);
    }
  }

  private static RetryDescriptor shown(ConfigurableApplicationContext context) {
    return context.getAutowireCapableBeanFactory().createBean(RetryEndpoint.class).retry();
  }

  private static List<String> kinds(Map<String, Policy> policies, String name) {
    return Objects.requireNonNull(policies.get(name), name).rules().stream()
        .map(Rule::failures)
        .flatMap(each -> each.kinds().stream())
        .toList();
  }

  private static Pace pace(Policy policy, int rule) {
    return Objects.requireNonNull(policy.rules().get(rule).pace());
  }
}
