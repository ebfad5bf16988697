package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import io.github.retrystarter.failure.Classification;
import io.github.retrystarter.http.RetryHeaders;
import io.github.retrystarter.policy.AfterElements;
import io.github.retrystarter.policy.BackoffKind;
import io.github.retrystarter.policy.BreakerKey;
import io.github.retrystarter.policy.BudgetKey;
import io.github.retrystarter.policy.CircuitOpen;
import io.github.retrystarter.policy.Key;
import io.github.retrystarter.policy.Nested;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.RetryAfter;
import io.github.retrystarter.policy.Setting;
import io.github.retrystarter.policy.Unclassified;
import io.github.retrystarter.tracing.Observations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URL;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AdviceMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an IDE shows while one types {@code retry.…}: generated, with what is added by hand. */
class MetadataTest {

  private static final List<String> LEVELS =
      List.of("retry.defaults.", "retry.policies.*.", "retry.methods.*.");

  private static final Set<String> OFTEN =
      IntStream.of(400, 401, 403, 404, 408, 409, 412, 422, 425, 429, 500, 501, 502, 503, 504)
          .mapToObj(status -> "http_" + status)
          .collect(Collectors.toSet());

  private final JsonNode metadata = read();
  private final Map<String, JsonNode> properties = byName("properties");
  private final Map<String, JsonNode> hints = byName("hints");

  @ParameterizedTest
  @EnumSource(PolicyKey.class)
  void everyKeyHasTypeDescriptionAndDefaultAtEachLevel(PolicyKey key) {
    JsonNode inDefaults = property("retry.defaults." + key.key());
    for (String level : LEVELS) {
      JsonNode property = property(level + key.key());
      assertThat(property.path("type").asString())
          .as("type of %s", level)
          .isEqualTo(typeOf(PolicyProperties.class, key));
      assertThat(property.path("description").asString())
          .as("description of %s", level)
          .isNotBlank()
          .endsWith(".")
          .isEqualTo(inDefaults.path("description").asString());
      assertThat(defaultOf(property)).as("default of %s", level).isEqualTo(expectedDefault(key));
    }
  }

  @ParameterizedTest
  @EnumSource(BreakerKey.class)
  void everyKeyOfABreakerHasTypeDescriptionAndDefault(BreakerKey key) {
    check("retry.circuit-breakers.*.", key, BreakerProperties.class);
  }

  @ParameterizedTest
  @EnumSource(BudgetKey.class)
  void everyKeyOfABudgetHasTypeDescriptionAndDefault(BudgetKey key) {
    check("retry.budgets.*.", key, BudgetProperties.class);
  }

  private void check(String level, Key key, Class<?> record) {
    JsonNode property = property(level + key.key());
    assertThat(property.path("type").asString()).isEqualTo(typeOf(record, key));
    assertThat(property.path("description").asString()).isNotBlank().endsWith(".");
    assertThat(defaultOf(property)).isEqualTo(expectedDefault(key));
  }

  @Test
  void theKeysOutsideOfPoliciesHaveTypeDescriptionAndDefault() {
    assertThat(property("retry.enabled").path("defaultValue").asBoolean()).isTrue();
    assertThat(property("retry.order").path("defaultValue").asInt())
        .isEqualTo(RetryAutoConfiguration.DEFAULT_ORDER);
    assertThat(property("retry.mode").path("defaultValue").asString()).isEqualTo("proxy");
    assertThat(values("retry.mode")).isEqualTo(names(AdviceMode.values()));
    assertThat(property("retry.metrics.time-all-calls").path("defaultValue").asBoolean(true))
        .isFalse();
    assertThat(property("retry.observations").path("defaultValue").asString()).isEqualTo("events");
    assertThat(values("retry.observations")).isEqualTo(names(Observations.values()));
    assertThat(property("retry.http.enabled").path("defaultValue").asBoolean()).isTrue();
    for (RecordComponent header : RetryHeaders.class.getRecordComponents()) {
      assertThat(property("retry.http.headers." + header.getName()).path("defaultValue").asString())
          .isEqualTo(valueOf(header, RetryHeaders.DEFAULT));
    }
    properties
        .values()
        .forEach(
            each -> {
              assertThat(each.path("type").asString()).as("%s", each).isNotBlank();
              assertThat(each.path("description").asString()).as("%s", each).isNotBlank();
            });
  }

  private static @Nullable Object valueOf(RecordComponent component, Object instance) {
    try {
      return component.getAccessor().invoke(instance);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no accessor", e);
    }
  }

  @Test
  void nothingIsThereThatIsNoKey() {
    Set<String> expected =
        new TreeSet<>(
            List.of(
                "retry.enabled",
                "retry.order",
                "retry.mode",
                "retry.policies",
                "retry.methods",
                "retry.circuit-breakers",
                "retry.budgets",
                "retry.metrics.time-all-calls",
                "retry.health.open-status",
                "retry.reload.watch",
                "retry.observations",
                "retry.http.enabled",
                "retry.http.headers.attempt",
                "retry.http.headers.max",
                "retry.http.headers.cause",
                "retry.http.headers.deadline",
                "retry.http.headers.disposition",
                "retry.policies.*.parent",
                "retry.methods.*.policy"));
    for (String level : LEVELS) {
      for (PolicyKey key : PolicyKey.values()) {
        expected.add(level + key.key());
      }
    }
    for (BreakerKey key : BreakerKey.values()) {
      expected.add("retry.circuit-breakers.*." + key.key());
    }
    for (BudgetKey key : BudgetKey.values()) {
      expected.add("retry.budgets.*." + key.key());
    }
    assertThat(properties.keySet())
        .filteredOn(name -> name.startsWith("retry."))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry.defaults.", "retry.policies.*.", "retry.methods.*."})
  void hintsListExactlyTheValuesOfEnumsAndTheKinds(String level) {
    assertThat(values(level + "backoff")).isEqualTo(names(BackoffKind.values()));
    assertThat(values(level + "jitter")).isEqualTo(names(Jitter.values()));
    assertThat(values(level + "unclassified")).isEqualTo(names(Unclassified.values()));
    assertThat(values(level + "retry-after")).isEqualTo(names(RetryAfter.values()));
    assertThat(values(level + "after-elements")).isEqualTo(names(AfterElements.values()));
    assertThat(values(level + "nested")).isEqualTo(names(Nested.values()));
    assertThat(values(level + "circuit-open")).isEqualTo(names(CircuitOpen.values()));
    assertThat(values(level + "circuit-breaker")).containsExactly("none");
    assertThat(values(level + "budget")).containsExactly("none");
    Set<String> kinds = likelyKinds();
    assertThat(values(level + "includes")).containsExactlyInAnyOrderElementsOf(kinds);
    assertThat(values(level + "excludes")).containsExactlyInAnyOrderElementsOf(kinds);
  }

  @Test
  void theHintsOfABreakerListTheModesAndTheKinds() {
    String level = "retry.circuit-breakers.*.";
    assertThat(values(level + "mode")).isEqualTo(names(Mode.values()));
    assertThat(values(level + "ignore")).containsExactlyInAnyOrderElementsOf(likelyKinds());
    assertThat(values(level + "record")).containsExactlyInAnyOrderElementsOf(likelyKinds());
  }

  private static Set<String> likelyKinds() {
    Set<String> kinds =
        new TreeSet<>(new Classification(List.of(), InstantSource.system()).kinds());
    // Of the 200 statuses only those that one is likely to write.
    Set<String> rare =
        kinds.stream()
            .filter(kind -> kind.startsWith("http_") && !OFTEN.contains(kind))
            .collect(Collectors.toSet());
    kinds.removeAll(rare);
    return kinds;
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry.defaults.", "retry.policies.*.", "retry.methods.*."})
  void hintsLeadToExceptionClassesAndBackoffBeans(String level) {
    for (String key : List.of("includes", "excludes")) {
      JsonNode providers = hint(level + key).path("providers");
      assertThat(providers.path(0).path("name").asString()).isEqualTo("class-reference");
      assertThat(providers.path(0).path("parameters").path("target").asString())
          .isEqualTo("java.lang.Throwable");
      assertThat(providers.path(1).path("name").asString()).isEqualTo("any");
    }
    JsonNode bean = hint(level + "backoff-bean").path("providers").path(0);
    assertThat(bean.path("name").asString()).isEqualTo("spring-bean-reference");
    assertThat(bean.path("parameters").path("target").asString())
        .isEqualTo("io.github.retrystarter.Backoff");
  }

  @Test
  void everyHintIsForAPropertyOrForTheKeysOfAMap() {
    assertThat(hints)
        .containsKeys(
            "retry.policies.keys",
            "retry.methods.keys",
            "retry.circuit-breakers.keys",
            "retry.budgets.keys");
    assertThat(hints.keySet())
        .allSatisfy(name -> assertThat(properties).containsKey(name.replaceFirst("\\.keys$", "")));
  }

  private static @Nullable Object expectedDefault(Key key) {
    Object builtIn = key.builtIn();
    if (builtIn == null || builtIn.equals(List.of()) || builtIn.equals("")) {
      return null;
    }
    return builtIn instanceof Double number ? number : Setting.builtIn(builtIn, "built-in").text();
  }

  private static @Nullable Object defaultOf(JsonNode property) {
    JsonNode value = property.path("defaultValue");
    // JSON knows only one sort of number, and writes 2.0 as 2.
    boolean fraction = property.path("type").asString().equals(Double.class.getName());
    return value.isMissingNode() ? null : fraction ? (Object) value.asDouble() : value.asString();
  }

  /** Of the record that binds it. */
  private static String typeOf(Class<?> record, Key key) {
    return Arrays.stream(record.getRecordComponents())
        .filter(component -> component.getName().equals(key.camelCase()))
        .map(component -> component.getGenericType().getTypeName())
        .findFirst()
        .orElseThrow();
  }

  private List<String> values(String name) {
    List<String> values = new ArrayList<>();
    hint(name)
        .path("values")
        .forEach(
            each -> {
              assertThat(each.path("description").asString()).as("%s", each).endsWith(".");
              values.add(each.path("value").asString());
            });
    return values;
  }

  private static List<String> names(Enum<?>[] constants) {
    return Arrays.stream(constants).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  }

  private JsonNode property(String name) {
    return Objects.requireNonNull(properties.get(name), name);
  }

  private JsonNode hint(String name) {
    return Objects.requireNonNull(hints.get(name), name);
  }

  private Map<String, JsonNode> byName(String section) {
    Map<String, JsonNode> named = new HashMap<>();
    metadata
        .path(section)
        .forEach(
            each ->
                assertThat(named.put(each.path("name").asString(), each))
                    .as("a second %s", each)
                    .isNull());
    return named;
  }

  private static JsonNode read() {
    // By the class's own place: other jars have a file of this name too.
    URL classes = RetryProperties.class.getProtectionDomain().getCodeSource().getLocation();
    try (InputStream in =
        URI.create(classes + "META-INF/spring-configuration-metadata.json").toURL().openStream()) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
