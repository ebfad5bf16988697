package io.github.retrystarter.autoconfigure;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.actuate.RetryDescriptor;
import io.github.retrystarter.actuate.RetryDescriptor.MethodDescriptor;
import io.github.retrystarter.actuate.RetryDescriptor.PolicyDescriptor;
import io.github.retrystarter.actuate.RetryEndpoint;
import io.github.retrystarter.annotation.Retryable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Which layer wins, and what is told of where a value comes from: as the endpoint shows it. */
class PolicyMergeTest {

  private static final String HERE = PolicyMergeTest.class.getName();

  @TempDir Path directory;

  interface Confirming {
    void confirm(String id);
  }

  static class Refunding {
    @Retryable("payment-callback")
    public void refund() {}
  }

  static class OrderService extends Refunding implements Confirming {
    @Override
    @Retryable(policy = "payment-callback", timeout = "50s", attemptTimeout = "5s")
    public void confirm(String id) {}

    @Retryable("payment-callback")
    public void confirm(String id, int cents) {}
  }

  static class NotTwice {
    @Retryable(policy = "payment-callback", idempotent = false)
    public void charge() {}
  }

  @Test
  void everyLayerWinsOverThoseBeforeIt() throws IOException {
    RetryDescriptor shown =
        shown(
            """
            retry:
              defaults:
                multiplier: 1.1
                delay: 10ms
                max-delay: 1s
                max-retries: 1
                timeout: 10s
                attempt-timeout: 1s
              policies:
                eldest:
                  delay: 20ms
                  max-delay: 2s
                  max-retries: 2
                  timeout: 20s
                  attempt-timeout: 2s
                parent:
                  parent: eldest
                  max-delay: 3s
                  max-retries: 3
                  timeout: 30s
                  attempt-timeout: 3s
                payment-callback:
                  parent: parent
                  max-retries: 4
                  timeout: 40s
                  attempt-timeout: 4s
              methods:
                "[%s.OrderService.confirm]":
                  attempt-timeout: 6s
            """
                .formatted(HERE));

    PolicyDescriptor policy = policy(shown, "payment-callback");
    assertThat(policy.effective())
        .contains(
            entry("jitter", "full"),
            entry("multiplier", 1.1),
            entry("delay", "PT0.02S"),
            entry("maxDelay", "PT3S"),
            entry("maxRetries", 4),
            entry("timeout", "PT40S"),
            entry("attemptTimeout", "PT4S"));
    assertThat(policy.origins())
        .contains(
            entry("jitter", "built-in"),
            entry("multiplier", "retry.defaults.multiplier (application.yml:3:17)"),
            entry("delay", "retry.policies.eldest.delay (application.yml:11:14)"),
            entry("maxDelay", "retry.policies.parent.max-delay (application.yml:18:18)"),
            entry(
                "maxRetries",
                "retry.policies.payment-callback.max-retries (application.yml:24:20)"));
    MethodDescriptor method = method(shown, "confirm(String)");
    assertThat(method.policy()).isEqualTo("payment-callback");
    assertThat(method.effective())
        .containsOnly(entry("timeout", "PT50S"), entry("attemptTimeout", "PT6S"));
    assertThat(method.origins())
        .containsOnly(
            entry("timeout", "@Retryable on PolicyMergeTest.OrderService.confirm"),
            entry(
                "attemptTimeout",
                "retry.methods[%s.OrderService.confirm].attempt-timeout (application.yml:29:24)"
                    .formatted(HERE)));
  }

  @Test
  void anOriginNamesPropertyFileLineAndColumn() throws IOException {
    RetryDescriptor shown =
        shown(
            """
            spring:
              application:
                name: shop

            retry:
              policies:
                orders:
                  backoff: linear
                  delay: 100ms

                payment-callback:
                  max-retries: 4
            """);

    assertThat(policy(shown, "payment-callback").origins())
        .containsEntry(
            "maxRetries", "retry.policies.payment-callback.max-retries (application.yml:12:20)");
    assertThat(policy(shown, "orders").origins())
        .containsEntry("maxRetries", "built-in")
        .containsEntry("increment", "built-in, as delay");
  }

  @Test
  void whatIsDoneAfterElementsIsInheritedAndOverriddenAsAnyKey() throws IOException {
    RetryDescriptor shown =
        shown(
            """
            retry:
              defaults:
                after-elements: retry
              policies:
                orders:
                payment-callback:
                  after-elements: stop
              methods:
                "[%s.NotTwice.charge]":
                  after-elements: retry
            """
                .formatted(HERE));

    assertThat(policy(shown, "orders").effective()).containsEntry("afterElements", "retry");
    assertThat(policy(shown, "payment-callback").effective())
        .containsEntry("afterElements", "stop");
    assertThat(method(shown, "NotTwice", "charge").origins())
        .containsEntry(
            "afterElements",
            "retry.methods[%s.NotTwice.charge].after-elements (application.yml:10:23)"
                .formatted(HERE));
  }

  @Test
  void theBuiltInCapGivesWayToALongerDelay() throws IOException {
    PolicyDescriptor policy = paymentCallback("delay: 30s");

    assertThat(policy.effective()).contains(entry("delay", "PT30S"), entry("maxDelay", "PT30S"));
    assertThat(policy.origins()).containsEntry("maxDelay", "built-in, lifted to delay");
  }

  @Test
  void theBuiltInCapGivesWayToLongerSteps() throws IOException {
    PolicyDescriptor policy = paymentCallback("{backoff: steps, delays: [1s, 1m, 30s]}");

    assertThat(policy.effective())
        .contains(entry("delays", List.of("PT1S", "PT1M", "PT30S")), entry("maxDelay", "PT1M"));
    assertThat(policy.origins())
        .containsEntry("maxDelay", "built-in, lifted to the longest of delays");
  }

  @Test
  void theBuiltInDelayGivesWayToALowerCap() throws IOException {
    PolicyDescriptor policy = paymentCallback("max-delay: 50ms");

    assertThat(policy.effective())
        .contains(entry("delay", "PT0.05S"), entry("maxDelay", "PT0.05S"));
    assertThat(policy.origins()).containsEntry("delay", "built-in, lowered to max-delay");
  }

  @Test
  void aListReplacesTheOneItOverrides() throws IOException {
    RetryDescriptor shown =
        shown(
            """
            retry:
              defaults:
                includes: [io, file]
                excludes: java.io.FileNotFoundException, tls
              policies:
                payment-callback:
                  includes: [connect_timeout]
                  excludes: []
            """);

    assertThat(policy(shown, "default").effective())
        .contains(
            entry("includes", List.of("io", "file")),
            entry("excludes", List.of("java.io.FileNotFoundException", "tls")));
    assertThat(policy(shown, "payment-callback").effective())
        .contains(entry("includes", List.of("connect_timeout")), entry("excludes", List.of()));
    assertThat(policy(shown, "payment-callback").origins())
        .containsEntry(
            "includes", "retry.policies.payment-callback.includes (application.yml:7:18)");
  }

  @Test
  void anEnvironmentVariableReachesAPolicyWithADashInItsName() throws IOException {
    RetryDescriptor shown =
        shown(
            """
            retry:
              policies:
                payment-callback:
                  max-retries: 4
            """,
            Map.of("RETRY_POLICIES_PAYMENTCALLBACK_MAXRETRIES", "7"));

    assertThat(shown.policies()).containsOnlyKeys("default", "payment-callback");
    assertThat(policy(shown, "payment-callback").effective()).containsEntry("maxRetries", 7);
    assertThat(policy(shown, "payment-callback").origins())
        .containsEntry(
            "maxRetries",
            "retry.policies.payment-callback.max-retries"
                + " (System Environment Property \"RETRY_POLICIES_PAYMENTCALLBACK_MAXRETRIES\")");
  }

  @Test
  void anEnvironmentVariableReachesAPolicyThatSetsOtherKeys() throws IOException {
    RetryDescriptor shown =
        shown(
            """
            retry:
              policies:
                payment-callback:
                  max-retries: 4
            """,
            Map.of("RETRY_POLICIES_PAYMENTCALLBACK_MAXDELAY", "7s"));

    assertThat(shown.policies()).containsOnlyKeys("default", "payment-callback");
    assertThat(policy(shown, "payment-callback").effective())
        .contains(entry("maxRetries", 4), entry("maxDelay", "PT7S"));
  }

  @Test
  void aNameInCamelCaseStaysAsItIs() throws IOException {
    RetryDescriptor shown =
        shown(
            """
            retry:
              policies:
                payment-callback:
                  parent: slowCalls
                slowCalls:
                  delay: 1s
            """);

    assertThat(policy(shown, "payment-callback").origins())
        .containsEntry("delay", "retry.policies.slowCalls.delay (application.yml:6:14)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PolicyMergeTest$OrderService.confirm",
        "PolicyMergeTest.OrderService.confirm",
        "PolicyMergeTest$Confirming.confirm",
        "PolicyMergeTest.Confirming.confirm"
      })
  void aMethodIsNamedByItsClassOrByAnInterfaceOfIt(String key) throws IOException {
    RetryDescriptor shown = shown(withMaxRetriesOf(key, 9));

    assertThat(method(shown, "confirm(String)").effective()).containsEntry("maxRetries", 9);
    assertThat(method(shown, "confirm(String,int)").effective()).containsEntry("maxRetries", 9);
    assertThat(method(shown, "refund").effective()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PolicyMergeTest.OrderService.refund",
        "PolicyMergeTest$Refunding.refund",
        "PolicyMergeTest.Refunding.refund"
      })
  void anInheritedMethodIsNamedByItsClassOrByTheOneThatDeclaresIt(String key) throws IOException {
    RetryDescriptor shown = shown(withMaxRetriesOf(key, 9));

    assertThat(method(shown, "refund").effective()).containsOnly(entry("maxRetries", 9));
    assertThat(method(shown, "confirm(String,int)").effective()).isEmpty();
  }

  @Test
  void anotherPolicyForAMethodStillYieldsToItsAnnotation() throws IOException {
    RetryDescriptor shown =
        shown(
            """
            retry:
              policies:
                payment-callback:
                  max-retries: 4
                patient:
                  max-retries: 6
                  timeout: 1m
              methods:
                "[%s.OrderService.confirm]":
                  policy: patient
            """
                .formatted(HERE));

    assertThat(method(shown, "confirm(String)").policy()).isEqualTo("patient");
    assertThat(method(shown, "confirm(String)").effective())
        .containsOnly(entry("timeout", "PT50S"), entry("attemptTimeout", "PT5S"));
    assertThat(method(shown, "confirm(String,int)").policy()).isEqualTo("patient");
    assertThat(method(shown, "confirm(String,int)").effective()).isEmpty();
    assertThat(method(shown, "refund").policy()).isEqualTo("payment-callback");
  }

  @Test
  void notIdempotentWinsInThePolicyAndAtTheAnnotation() throws IOException {
    RetryDescriptor twice = shown("retry.policies.payment-callback.idempotent: true");
    assertThat(method(twice, "NotTwice", "charge").effective()).containsEntry("idempotent", false);
    assertThat(method(twice, "refund").effective()).isEmpty();

    RetryDescriptor never = shown("retry.policies.payment-callback.idempotent: false");
    assertThat(policy(never, "payment-callback").effective()).containsEntry("idempotent", false);
    assertThat(method(never, "refund").effective()).isEmpty();
  }

  private PolicyDescriptor paymentCallback(String keys) throws IOException {
    String yml = "retry:\n  policies:\n    payment-callback:\n      " + keys;
    return policy(shown(yml), "payment-callback");
  }

  private static String withMaxRetriesOf(String key, int maxRetries) {
    return """
        retry:
          policies:
            payment-callback:
          methods:
            "[%s.%s]":
              max-retries: %d
        """
        .formatted(PolicyMergeTest.class.getPackageName(), key, maxRetries);
  }

  private RetryDescriptor shown(String yml) throws IOException {
    return shown(yml, Map.of());
  }

  private RetryDescriptor shown(String yml, Map<String, Object> environment) throws IOException {
    TestApplication application =
        new TestApplication()
            .environment(environment)
            .bean("orderService", OrderService.class, "")
            .bean("notTwice", NotTwice.class, "");
    Path file = Files.writeString(directory.resolve("application.yml"), yml);
    try (ConfigurableApplicationContext context = application.start(file)) {
      return context.getAutowireCapableBeanFactory().createBean(RetryEndpoint.class).retry();
    }
  }

  private static PolicyDescriptor policy(RetryDescriptor shown, String name) {
    return Objects.requireNonNull(shown.policies().get(name), name);
  }

  private static MethodDescriptor method(RetryDescriptor shown, String method) {
    return method(shown, "OrderService", method);
  }

  private static MethodDescriptor method(RetryDescriptor shown, String type, String method) {
    // Parameter types are in the name only where overloads differ.
    String plain = "PolicyMergeTest." + type + "." + method.replaceFirst("\\(.*", "");
    @Nullable MethodDescriptor exact =
        shown.methods().get("PolicyMergeTest." + type + "." + method);
    return exact != null ? exact : Objects.requireNonNull(shown.methods().get(plain), method);
  }
}
